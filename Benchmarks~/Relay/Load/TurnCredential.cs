using System;
using System.Security.Cryptography;
using System.Text;

namespace P2PNet.RelayBenchmark;

/// <summary>A name and password by the REST convention, which both servers take: <c>expiry:name</c> and the HMAC-SHA1 of that.</summary>
internal sealed class TurnCredential
{
    public TurnCredential(string secret, string player)
    {
        Username = FormattableString.Invariant($"{DateTimeOffset.UtcNow.AddHours(6).ToUnixTimeSeconds()}:{player}");
#pragma warning disable CA5350 // The convention says SHA-1.
        Password = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Username)));
#pragma warning restore CA5350
    }

    public string Username { get; }

    public string Password { get; }
}
