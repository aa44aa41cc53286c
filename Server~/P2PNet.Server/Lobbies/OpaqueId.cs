using System.Security.Cryptography;

namespace P2PNet.Server;

/// <summary>Identifiers that can't be guessed: 100 bits of a cryptographic generator.</summary>
internal static class OpaqueId
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 20;

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);
}
