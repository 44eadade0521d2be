using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Strata.Tests.Secrets.Sops;

/// <summary>
/// A second opinion on the MAC of a SOPS file, written from the description of the format, over the text, with other parsers and
/// none of our code: which bytes it covers, and whether the file's MAC is that. It knows suffix rules and the rule for lists.
/// </summary>
internal sealed partial class MacChecker(byte[] key)
{
    private readonly List<byte> _covered = [];
    private bool _onlyEncrypted;

    /// <summary>Whether the MAC of a YAML text is right.</summary>
    public bool AcceptsYaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var sops = (YamlMappingNode)((YamlMappingNode)stream.Documents[0].RootNode)["sops"];
        Start(sops.Children.TryGetValue("mac_only_encrypted", out var only) && $"{only}" == "true");
        foreach (var document in stream.Documents)
        {
            Walk(document.RootNode, "", isRoot: true);
        }

        return Accepts($"{sops["mac"]}", $"{sops["lastmodified"]}");
    }

    /// <summary>Whether the MAC of a JSON text is right.</summary>
    public bool AcceptsJson(string text)
    {
        using var json = JsonDocument.Parse(text);
        var sops = json.RootElement.GetProperty("sops");
        Start(sops.TryGetProperty("mac_only_encrypted", out var only) && only.GetBoolean());
        Walk(json.RootElement, "", isRoot: true);
        return Accepts(sops.GetProperty("mac").GetString()!, sops.GetProperty("lastmodified").GetString()!);
    }

    /// <summary>Whether the MAC of a dotenv text is right.</summary>
    public bool AcceptsDotenv(string text)
    {
        var lines = text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split('=', 2)).ToArray();
        Start(lines.Any(static line => line is ["sops_mac_only_encrypted", "true"]));
        foreach (var line in lines.Where(static line => !line[0].StartsWith("sops_", StringComparison.Ordinal)))
        {
            Cover(line[1].Replace("\\n", "\n", StringComparison.Ordinal), line[0] + ":", static value => value);
        }

        string Of(string name) => lines.Single(line => line[0] == name)[1];
        return Accepts(Of("sops_mac"), Of("sops_lastmodified"));
    }

    private void Start(bool onlyEncrypted)
    {
        _onlyEncrypted = onlyEncrypted;
        _covered.Clear();
        _covered.AddRange(onlyEncrypted ? SHA256.HashData("sops"u8) : []);
    }

    private void Walk(YamlNode node, string path, bool isRoot = false)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (name, value) in mapping.Children.Where(pair => !isRoot || $"{pair.Key}" != "sops"))
                {
                    Walk(value, $"{path}{((YamlScalarNode)name).Value}:");
                }

                break;
            case YamlSequenceNode sequence:
                foreach (var item in sequence)
                {
                    Walk(item, path);
                }

                break;
            case YamlScalarNode scalar:
                Cover(scalar.Value!, path, scalar.Style == ScalarStyle.Plain ? GoText : static value => value);
                break;
        }
    }

    private void Walk(JsonElement node, string path, bool isRoot = false)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in node.EnumerateObject().Where(property => !isRoot || property.Name != "sops"))
                {
                    Walk(property.Value, $"{path}{property.Name}:");
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                {
                    Walk(item, path);
                }

                break;
            case JsonValueKind.String:
                Cover(node.GetString()!, path, static value => value);
                break;
            default:
                Cover(node.GetRawText(), path, GoText);
                break;
        }
    }

    private void Cover(string text, string path, Func<string, string?> clear)
    {
        var isEncrypted = text.StartsWith("ENC[AES256_GCM,", StringComparison.Ordinal);
        if (isEncrypted)
        {
            var (plain, type) = Decrypt(text, path);
            _covered.AddRange(type == "comment" ? [] : plain);
        }
        else if (!_onlyEncrypted && clear(text) is { } value)
        {
            _covered.AddRange(Encoding.UTF8.GetBytes(value));
        }
    }

    private bool Accepts(string mac, string lastModified)
    {
        var digits = string.Concat(SHA512.HashData([.. _covered]).Select(static value => value.ToString("X2", CultureInfo.InvariantCulture)));
        try
        {
            return Encoding.ASCII.GetString(Decrypt(mac, lastModified).Plain) == digits;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    private (byte[] Plain, string Type) Decrypt(string text, string additional)
    {
        var parts = Encrypted().Match(text);
        byte[] Part(string name) => Convert.FromBase64String(parts.Groups[name].Value);
        var cipher = new GcmBlockCipher(AesUtilities.CreateEngine());
        cipher.Init(false, new AeadParameters(new KeyParameter(key), 128, Part("iv"), Encoding.UTF8.GetBytes(additional)));
        byte[] sealedBytes = [.. Part("data"), .. Part("tag")];
        var plain = new byte[cipher.GetOutputSize(sealedBytes.Length)];
        var length = cipher.ProcessBytes(sealedBytes, 0, sealedBytes.Length, plain, 0);
        cipher.DoFinal(plain, length);
        return (plain, parts.Groups["type"].Value);
    }

    // Enough of YAML 1.1 for the texts that these tests have in clear.
    private static string? GoText(string text)
    {
        if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            return null;
        }

        if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
        {
            return text[0] is 't' or 'T' ? "True" : "False";
        }

        var bare = text.Replace("_", "", StringComparison.Ordinal);
        return text switch
        {
            ".inf" or "+.inf" => "+Inf",
            "-.inf" => "-Inf",
            ".nan" => "NaN",
            _ when Octal().IsMatch(bare) => Convert.ToInt64(bare, 8).ToString(CultureInfo.InvariantCulture),
            _ when bare.StartsWith("0x", StringComparison.Ordinal) => Convert.ToInt64(bare[2..], 16).ToString(CultureInfo.InvariantCulture),
            _ when Date().IsMatch(text) => text + "T00:00:00Z",
            _ when Decimal().IsMatch(bare) && long.TryParse(bare, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole.ToString(CultureInfo.InvariantCulture),
            _ when Number().IsMatch(bare) => Shortest(double.Parse(bare, NumberStyles.Float, CultureInfo.InvariantCulture)),
            _ => text,
        };
    }

    // By the search for the fewest digits that give the number again, and then exactly.
    private static string Shortest(double number)
    {
        for (var digits = 1; ; digits++)
        {
            var text = number.ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (!double.Parse(text, CultureInfo.InvariantCulture).Equals(number))
            {
                continue;
            }

            var mantissa = text[..text.IndexOf('E', StringComparison.Ordinal)].Replace(".", "", StringComparison.Ordinal).TrimStart('-');
            var point = 1 + int.Parse(text[(text.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
            var padded = point <= 0 ? new string('0', 1 - point) + mantissa : mantissa.PadRight(point, '0');
            point = Math.Max(point, 1);
            var fraction = padded[point..].TrimEnd('0');
            return (double.IsNegative(number) ? "-" : "") + padded[..point] + (fraction.Length > 0 ? "." + fraction : "");
        }
    }

    [GeneratedRegex(@"^ENC\[AES256_GCM,data:(?<data>.+),iv:(?<iv>.+),tag:(?<tag>.+),type:(?<type>.+)\]$")]
    private static partial Regex Encrypted();

    [GeneratedRegex("^0[0-7]+$")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$")]
    private static partial Regex Date();

    [GeneratedRegex("^[-+]?(0|[1-9][0-9]*)$")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();
}
