using Microsoft.Extensions.Options;

namespace WebApi;

/// <summary>The section <c>greeting</c>.</summary>
internal sealed class GreetingOptions
{
    public string Text { get; set; } = "";

    public int Repeat { get; set; } = 1;

    internal sealed class Validation : IValidateOptions<GreetingOptions>
    {
        public ValidateOptionsResult Validate(string? name, GreetingOptions options) => options.Repeat is >= 1 and <= 10
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("greeting.repeat must be between 1 and 10");
    }
}
