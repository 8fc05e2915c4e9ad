using Ledger.Api.Backups.Targets;

namespace Ledger.Api.Tests.Backups;

/// <summary>The examples of Amazon's "Signature Calculations for the Authorization Header", and what their server would say.</summary>
public sealed class SignatureV4Tests
{
    private const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Region = "us-east-1";
    private static readonly DateTimeOffset Published = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/test.txt", "Range: bytes=0-9", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("PUT", "/test%24file.text", "Date: Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class: REDUCED_REDUNDANCY", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    [InlineData("GET", "/?lifecycle", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/?max-keys=2&prefix=J", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    [InlineData("GET", "/?prefix=J&max-keys=2", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Sign_OfAPublishedExample_GivesItsSignature(string method, string target, string headers, string payloadHash, string signature)
    {
        using var request = Request(method, target, headers);
        SignatureV4.Sign(request, payloadHash, new S3Credentials(AccessKey, Secret, Region), Published);
        Assert.EndsWith("Signature=" + signature, request.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
        Assert.Null(Check(request, target));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("region")]
    [InlineData("method")]
    [InlineData("path")]
    [InlineData("query")]
    [InlineData("payload")]
    [InlineData("date")]
    [InlineData("unsigned")]
    public void Check_OfARequestChangedAfterSigning_RefusesIt(string what)
    {
        using var request = Request("GET", "/bucket/a%20b?prefix=J", "");
        SignatureV4.Sign(request, SignatureV4.EmptyHash, new S3Credentials(AccessKey, what == "secret" ? "another" : Secret, what == "region" ? "eu-west-1" : Region), Published);
        void Change(string header, string value)
        {
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, value);
        }

        switch (what)
        {
            case "method": request.Method = HttpMethod.Delete; break;
            case "payload": Change("x-amz-content-sha256", new string('0', 64)); break;
            case "date": Change("x-amz-date", "20130524T000001Z"); break;
            case "unsigned": Change("x-amz-acl", "public-read"); break;
            default: break;
        }

        var target = what switch { "path" => "/bucket/a%20c?prefix=J", "query" => "/bucket/a%20b?prefix=K", _ => "/bucket/a%20b?prefix=J" };
        Assert.NotNull(Check(request, target));
    }

    private static HttpRequestMessage Request(string method, string target, string headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(
            "https://examplebucket.s3.amazonaws.com" + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = header.Split(": ", 2);
            request.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }

        return request;
    }

    private static string? Check(HttpRequestMessage request, string target) => SignatureCheck.Refuse(
        request.Method.Method, target,
        request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value)), AccessKey, Secret, Region);
}
