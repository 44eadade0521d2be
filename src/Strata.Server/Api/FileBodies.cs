using System.Text;
using Strata.Server.Spaces;

namespace Strata.Server.Api;

/// <summary>Files as requests and answers carry them.</summary>
internal static class FileBodies
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="RefusalException">They are no content of a space.</exception>
    public static SpaceContent ToContent(Dictionary<string, FileBody> files) => SpaceContent.Of(files.Select(static file => KeyValuePair.Create(file.Key, BytesOf(file.Key, file.Value))));

    /// <summary>A content with some files changed, added or, where they are null, removed.</summary>
    /// <exception cref="RefusalException">What comes out is no content of a space.</exception>
    public static SpaceContent Change(SpaceContent content, Dictionary<string, FileBody?> changes)
    {
        var files = content.Files.ToDictionary(static file => file.Key, static file => file.Value.Body, StringComparer.Ordinal);
        foreach (var (path, body) in changes)
        {
            if (body is not null)
            {
                files[path] = BytesOf(path, body);
            }
            else if (!files.Remove(path))
            {
                throw Refusal.BadContent($"there is no file \"{path}\" to remove", "list the files that there are: GET .../drafts/ID/files");
            }
        }

        return SpaceContent.Of(files);
    }

    public static ContentAnswer ToAnswer(SpaceContent content) =>
        new(content.Hash, content.Files.ToDictionary(static file => file.Key, static file => BodyOf(file.Value.Body), StringComparer.Ordinal));

    private static FileBody BodyOf(byte[] bytes)
    {
        try
        {
            return new FileBody(Text: Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return new FileBody(Base64: Convert.ToBase64String(bytes));
        }
    }

    private static byte[] BytesOf(string path, FileBody? body)
    {
        switch (body)
        {
            case { Text: { } text, Base64: null }:
                try
                {
                    return Strict.GetBytes(text);
                }
                catch (EncoderFallbackException)
                {
                    throw Refusal.BadContent($"the text of \"{path}\" has half a surrogate pair", "send its bytes as base64");
                }

            case { Text: null, Base64: { } encoded }:
                try
                {
                    return Convert.FromBase64String(encoded);
                }
                catch (FormatException)
                {
                    throw Refusal.BadContent($"what stands for \"{path}\" is no base64", "send text, or the bytes in base64");
                }

            default:
                throw Refusal.BadContent($"\"{path}\" has neither text nor base64, or both", "write { \"text\": \"...\" }");
        }
    }
}
