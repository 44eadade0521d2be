namespace WebApi;

/// <summary>Asks the running application whether it is well: the image of a container has neither a shell nor curl to do it.</summary>
internal static class HealthProbe
{
    /// <summary>The exit code: 0 where the address answers with a success within three seconds.</summary>
    public static async Task<int> RunAsync(string address)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var answer = await client.GetAsync(new Uri(address));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}
