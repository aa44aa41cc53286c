using System;

namespace P2PNet.Server.Turn;

/// <summary>Who sent the request that is being answered, as far as it is proved. One instance serves all requests, one after the other.</summary>
internal sealed class Caller
{
    private readonly byte[] _name = new byte[RestCredentials.MaxNameLength];
    private readonly byte[] _key = new byte[32];
    private int _nameLength;
    private int _idStart;
    private int _keyLength;

    /// <summary>The name's second part: who it is, whatever the expiry.</summary>
    public ReadOnlySpan<byte> Id => _name.AsSpan(_idStart, _nameLength - _idStart);

    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    /// <summary>What the request was verified with and the response is signed with; a secret.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>Whether the response carries MESSAGE-INTEGRITY-SHA256 (RFC 8489 §9.2.4).</summary>
    public bool WantsSha256 { get; set; }

    /// <summary>When the credential ends, in seconds since 1970.</summary>
    public long Expiry { get; private set; }

    /// <summary>Where the key is to be written.</summary>
    public Span<byte> KeyBuffer => _key;

    /// <summary>False where the name is none that credentials are made for.</summary>
    public bool TrySetName(ReadOnlySpan<byte> name)
    {
        if (!RestCredentials.TryParse(name, out long expiry, out _idStart)) return false;
        name.CopyTo(_name);
        _nameLength = name.Length;
        Expiry = expiry;
        return true;
    }

    public void SetKeyLength(int length) => _keyLength = length;
}
