using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>
/// Makes nonces and knows them again without storing any: a nonce is RFC 8489's cookie, the second in which it was made, and a MAC over
/// that and whom it is for. That is the address which asked, or, for those that are handed out together with a credential, the name: so
/// a member's first Allocate is authenticated before the relay has said a word.
/// <para>Servers that share a secret take each other's. Instances are immutable; any thread.</para>
/// </summary>
internal sealed class NonceMint
{
    public const int Length = NonceCookie.Length + 16;

    private const byte ForAddress = 1;
    private const byte ForName = 2;
    private const int MacLength = 8;

    // Clocks of servers that share a secret differ a little.
    private const long Skew = 60;

    private readonly byte[] _key = new byte[32];
    private readonly ICryptoProvider _crypto;
    private readonly long _lifetime;

    /// <param name="crypto">One without state.</param>
    /// <param name="secret">That of the credentials; the key is derived from it.</param>
    /// <param name="lifetime">How long a nonce is taken.</param>
    public NonceMint(ICryptoProvider crypto, ReadOnlySpan<byte> secret, TimeSpan lifetime)
    {
        _crypto = crypto;
        _lifetime = (long)lifetime.TotalSeconds;
        crypto.HmacSha256(secret, "P2PNet nonces"u8, _key);
    }

    /// <summary>Writes a nonce for whoever asked from there. It announces PASSWORD-ALGORITHMS.</summary>
    public void Write(in ClientTuple client, long unixTime, Span<byte> nonce)
    {
        Span<byte> subject = stackalloc byte[20];
        Write(NonceCookie.PasswordAlgorithms, ForAddress, subject[..WriteSubject(client, subject)], unixTime, nonce);
    }

    /// <summary>A nonce for a name. It announces no algorithms, since nothing lists them where it is handed out.</summary>
    public string For(string name, long unixTime)
    {
        Span<byte> nonce = stackalloc byte[Length];
        Write(0, ForName, Encoding.UTF8.GetBytes(name), unixTime, nonce);
        return Encoding.ASCII.GetString(nonce);
    }

    /// <summary>Whether a nonce is one of this server's for this client or name, and not too old.</summary>
    public bool IsValid(ReadOnlySpan<byte> nonce, in ClientTuple client, ReadOnlySpan<byte> name, long unixTime)
    {
        Span<byte> tail = stackalloc byte[4 + MacLength];
        if (nonce.Length != Length || !NonceCookie.TryRead(nonce, out uint features)) return false;
        if (Base64.DecodeFromUtf8(nonce[NonceCookie.Length..], tail, out _, out int decoded) != System.Buffers.OperationStatus.Done || decoded != tail.Length) return false;
        long age = unixTime - BinaryPrimitives.ReadUInt32BigEndian(tail);
        if (age > _lifetime || age < -Skew) return false;
        Span<byte> subject = stackalloc byte[20];
        Span<byte> mac = stackalloc byte[MacLength];
        if (features == 0) WriteMac(features, ForName, name, tail[..4], mac);
        else WriteMac(features, ForAddress, subject[..WriteSubject(client, subject)], tail[..4], mac);
        return CryptographicOperations.FixedTimeEquals(mac, tail[4..]);
    }

    private static int WriteSubject(in ClientTuple client, Span<byte> subject)
    {
        subject[0] = (byte)client.Transport;
        BinaryPrimitives.WriteUInt16BigEndian(subject[1..], client.Address.Port);
        return 3 + client.Address.WriteAddress(subject[3..]);
    }

    private void Write(uint features, byte kind, ReadOnlySpan<byte> subject, long unixTime, Span<byte> nonce)
    {
        Span<byte> tail = stackalloc byte[4 + MacLength];
        BinaryPrimitives.WriteUInt32BigEndian(tail, (uint)unixTime);
        WriteMac(features, kind, subject, tail[..4], tail[4..]);
        NonceCookie.Write(nonce, features);
        Base64.EncodeToUtf8(tail, nonce[NonceCookie.Length..], out _, out _);
    }

    private void WriteMac(uint features, byte kind, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> time, Span<byte> mac)
    {
        Span<byte> message = stackalloc byte[4 + 1 + 4 + RestCredentials.MaxNameLength];
        var writer = new SpanWriter(message);
        writer.WriteUInt32(features);
        writer.WriteByte(kind);
        writer.WriteBytes(time);
        writer.WriteBytes(subject);
        Span<byte> whole = stackalloc byte[32];
        _crypto.HmacSha256(_key, writer.Written, whole);
        whole[..MacLength].CopyTo(mac);
    }
}
