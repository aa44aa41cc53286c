using System;
using System.Buffers.Text;
using System.Text;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>
/// Credentials that end by themselves, by the convention of draft-uberti-behave-turn-rest, which coturn follows too: the name is
/// <c>expiry ":" id</c>, the expiry in seconds since 1970, and the password is base64(HMAC-SHA1(secret, name)). Nothing is stored.
/// </summary>
internal static class RestCredentials
{
    /// <summary>The longest name that is looked at.</summary>
    public const int MaxNameLength = 128;

    private const int PasswordLength = 28;
    private const int MaxRealmLength = 128;

    /// <summary>A name and a password, a secret, for someone until a moment.</summary>
    public static (string Username, string Password) Make(ICryptoProvider crypto, ReadOnlySpan<byte> secret, string id, DateTimeOffset expiry)
    {
        string name = NameFor(id, expiry);
        return (name, PasswordFor(crypto, secret, name));
    }

    /// <summary>The name for someone until a moment.</summary>
    public static string NameFor(string id, DateTimeOffset expiry) => FormattableString.Invariant($"{expiry.ToUnixTimeSeconds()}:{id}");

    /// <summary>The password that goes with a name. A secret.</summary>
    public static string PasswordFor(ICryptoProvider crypto, ReadOnlySpan<byte> secret, string name)
    {
        Span<byte> password = stackalloc byte[PasswordLength];
        WritePassword(crypto, secret, Encoding.UTF8.GetBytes(name), password);
        return Encoding.ASCII.GetString(password);
    }

    /// <summary>Takes a name apart. False where it is none of this convention.</summary>
    /// <param name="name">As it came, UTF-8.</param>
    /// <param name="expiry">Seconds since 1970.</param>
    /// <param name="idStart">Where in the name the id begins, which has one character at least.</param>
    public static bool TryParse(ReadOnlySpan<byte> name, out long expiry, out int idStart)
    {
        idStart = name.IndexOf((byte)':') + 1;
        expiry = 0;
        // Sixteen digits reach farther than any clock.
        return idStart is > 1 and <= 17 && idStart < name.Length && name.Length <= MaxNameLength
            && Utf8Parser.TryParse(name, out expiry, out int read) && read == idStart - 1 && expiry > 0;
    }

    /// <summary>Writes the long-term key (RFC 8489 §9.2.2) of a name's password.</summary>
    /// <param name="crypto">Primitives.</param>
    /// <param name="secret">What the passwords are made with.</param>
    /// <param name="name">At most <see cref="MaxNameLength"/> bytes.</param>
    /// <param name="realm">At most 128 bytes.</param>
    /// <param name="algorithm">Which key.</param>
    /// <param name="key">32 bytes.</param>
    /// <returns>The key's length.</returns>
    public static int WriteKey(ICryptoProvider crypto, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> name, ReadOnlySpan<byte> realm, PasswordAlgorithm algorithm, Span<byte> key)
    {
        Span<byte> buffer = stackalloc byte[MaxNameLength + 1 + MaxRealmLength + 1 + PasswordLength];
        var writer = new SpanWriter(buffer);
        writer.WriteBytes(name);
        writer.WriteByte((byte)':');
        writer.WriteBytes(realm);
        writer.WriteByte((byte)':');
        WritePassword(crypto, secret, name, writer.Reserve(PasswordLength));
        if (algorithm == PasswordAlgorithm.Sha256)
        {
            crypto.Sha256(writer.Written, key[..LongTermKey.Sha256Length]);
            return LongTermKey.Sha256Length;
        }

        crypto.Md5(writer.Written, key[..LongTermKey.Length]);
        return LongTermKey.Length;
    }

    private static void WritePassword(ICryptoProvider crypto, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> name, Span<byte> password)
    {
        Span<byte> mac = stackalloc byte[MessageIntegrity.Length];
        crypto.HmacSha1(secret, name, mac);
        Base64.EncodeToUtf8(mac, password, out _, out _);
    }
}
