using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Secrets.Sops;
using Strata.Tests.Secrets.Sops;

namespace Strata.Tests.Encryption;

/// <summary>SOPS files that are decrypted in place, and turned into Strata's own format and back.</summary>
public class SopsFileDecryptionTests
{
    private const string Clear = "# top\n_metadata: {type: t, description: costs $5}\ndb:\n  password: pa$$word # end\n  port: 5432\ntokens: [\"one\", \"two\"]\n";

    // As SOPS writes it: every value, metadata too, and comments; one of them an item of its list.
    private static readonly string Whole = WithComments(SopsFile.Write("_metadata: {type: t, priority: high}\ndb: {password: pa$word, port: 5432, on: true, ratio: 2}\nlist: [one, two]\n"));

    [Fact]
    public void Decrypt_WhatWasEncryptedHere_IsTheSameFileAgain()
    {
        var text = SopsEdited.Encrypt(Clear);

        Assert.NotEqual(Clear, text);
        Assert.Equal(Clear, SopsEdited.Decrypt(text));
    }

    [Fact]
    public void Decrypt_FileOfTheDefaultRule_IsDecryptedWithItsComments()
    {
        var text = SopsEdited.Decrypt(Whole);

        Assert.DoesNotContain("ENC[", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sops", text, StringComparison.Ordinal);
        Assert.StartsWith("# a comment on top\n", text, StringComparison.Ordinal);
        Assert.Contains("  # one of db\n", text, StringComparison.Ordinal);
        Assert.Contains("  # an item of the list\n", text, StringComparison.Ordinal);
        Assert.Contains("pa$$word", text, StringComparison.Ordinal);
        Assert.Equal(SopsEdited.Read(Whole).Keys, SopsEdited.Read(text).Keys);
    }

    [Fact]
    public void Decrypt_ChangedFile_IsRefused()
    {
        Assert.Equal(DiagnosticCode.BadSopsFile, SopsEdited.DecryptionProblem(SopsEdited.Encrypt(Clear).Replace("5432", "5433", StringComparison.Ordinal)).Code);

        // The MAC does not cover comments; their own tags do.
        var at = Whole.IndexOf("#ENC[AES256_GCM,data:", StringComparison.Ordinal) + "#ENC[AES256_GCM,data:".Length;
        var changed = string.Concat(Whole.AsSpan(0, at), Whole[at] == 'A' ? "B" : "A", Whole.AsSpan(at + 1));
        Assert.Contains("comment", SopsEdited.DecryptionProblem(changed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToStrata_EveryValueThatWasEncrypted_StaysSo()
    {
        var problem = SopsEdited.ToStrataProblem(Whole);
        var text = SopsEdited.ToStrata(Whole, EncryptedComments.Clear);

        Assert.Contains("3 comments", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sops", text, StringComparison.Ordinal);
        Assert.DoesNotContain("word", text.Replace("password", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("5432", text, StringComparison.Ordinal);
        Assert.Equal(6, text.Split("ENC[strata:1,").Length - 1);
        Assert.Equal(text, SopsEdited.ToStrata(text));
    }

    [Fact]
    public void ToSops_AndBack_SaysTheSame()
    {
        var own = SopsEdited.ToStrata(SopsEdited.Encrypt(Clear));
        var sops = SopsEdited.ToSops(own);

        Assert.DoesNotContain("ENC[strata", sops, StringComparison.Ordinal);
        Assert.DoesNotContain("integrity", sops, StringComparison.Ordinal);
        Assert.True(new MacChecker(SopsFile.DataKey(sops)).AcceptsYaml(sops));
        Assert.Equal(SopsEdited.Read(SopsEdited.Encrypt(Clear)), SopsEdited.Read(sops));
        Assert.Equal(Clear, SopsEdited.Decrypt(sops));
    }

    [Fact]
    public void Read_OwnEnvelopeOrForeignTextInASopsFile_IsNotTakenForIt()
    {
        // A decrypted value that looks encrypted is a text like any other.
        var text = SopsFile.Write("a: \"ENC[AES256_GCM,data:x]\"\nb: \"ENC[strata:1,x]\"\n");

        Assert.Equal(new Dictionary<string, string> { ["a"] = "ENC[AES256_GCM,data:x]", ["b"] = "ENC[strata:1,x]" }, SopsEdited.Read(text));
    }

    private static string WithComments(string text)
    {
        var cipher = new SopsCipher(SopsFile.DataKey(text));
        string Comment(string comment, string bound) => cipher.Encrypt(new SopsValue(SopsType.Comment, comment), bound);
        return "#" + Comment(" a comment on top", ":") + "\n" + text
            .Replace("\ndb:\n", "\ndb:\n  #" + Comment(" one of db", "db:") + "\n", StringComparison.Ordinal)
            .Replace("\nlist:\n", "\nlist:\n  - " + Comment(" an item of the list", "list:") + "\n", StringComparison.Ordinal);
    }
}
