using System;
using System.Security.Cryptography;

namespace P2PNet.Server;

/// <summary>
/// A lobby's code: six characters that people read out and type. 32 of them, none of which looks like another (no 0, 1, I, O), make
/// a billion codes from a cryptographic generator; with ten thousand lobbies a guess finds one in a hundred thousand times, and each
/// wrong one costs a connection <see cref="FrameRate.MistakeCost"/> frames.
/// </summary>
internal static class LobbyCode
{
    public const int Length = 6;
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>The code that a player meant: in capitals, without spaces and hyphens. It need not be one that exists.</summary>
    public static string Normalize(string typed)
    {
        Span<char> code = stackalloc char[typed.Length];
        int length = 0;
        foreach (char c in typed)
        {
            if (c is not (' ' or '-')) code[length++] = char.ToUpperInvariant(c);
        }

        return new string(code[..length]);
    }
}
