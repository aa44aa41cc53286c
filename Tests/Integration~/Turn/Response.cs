using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>What a server answered, read out of the message while that is at hand.</summary>
internal sealed class Response
{
    public Response(byte[] bytes, byte[] key)
    {
        Bytes = bytes;
        Assert.That(StunMessage.TryParse(bytes, out StunMessage message), Is.True);
        Assert.That(message.Header.IsResponse, Is.True);
        Assert.That(Fingerprint.Matches(message), Is.True);
        TransactionId = message.TransactionId;
        Error = ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error) ? error.Code : null;
        Assert.That(message.Class == StunClass.ErrorResponse, Is.EqualTo(Error != null));
        if (TextAttribute.TryRead(message, StunAttributeType.Nonce, out TextAttribute nonce)) Nonce = Encoding.ASCII.GetString(nonce.Utf8);
        if (TextAttribute.TryRead(message, StunAttributeType.Realm, out TextAttribute realm)) Realm = Encoding.UTF8.GetString(realm.Utf8);
        if (LifetimeAttribute.TryRead(message, out uint lifetime)) Lifetime = lifetime;
        if (ReservationTokenAttribute.TryRead(message, out ulong token)) Token = token;
        if (XorAddressAttribute.TryRead(message, StunAttributeType.XorMappedAddress, out TransportAddress mapped)) Mapped = mapped;
        if (AddressErrorCodeAttribute.TryRead(message, out AddressErrorCodeAttribute address)) AddressError = (address.Family, address.Code);
        for (int at = message.ReadNext(0, out StunAttributeType type, out ReadOnlySpan<byte> value); at >= 0; at = message.ReadNext(at, out type, out value))
        {
            if (type == StunAttributeType.XorRelayedAddress && XorAddressAttribute.TryDecode(value, message.TransactionId, out TransportAddress relayed)) Relayed.Add(relayed);
        }

        ListsAlgorithms = message.Contains(StunAttributeType.PasswordAlgorithms);
        IsSigned = MessageIntegrity.Matches(message, new SystemCrypto(), key);
        IsSignedWithSha256 = MessageIntegritySha256.Matches(message, new SystemCrypto(), key);
    }

    public byte[] Bytes { get; }

    public TransactionId TransactionId { get; }

    /// <summary>Null for success.</summary>
    public StunErrorCode? Error { get; }

    public string? Nonce { get; }

    public string? Realm { get; }

    public uint? Lifetime { get; }

    public ulong? Token { get; }

    public TransportAddress Mapped { get; }

    public List<TransportAddress> Relayed { get; } = [];

    public (AddressFamily Family, StunErrorCode Code)? AddressError { get; }

    public bool ListsAlgorithms { get; }

    /// <summary>Whether it carries a right MESSAGE-INTEGRITY under the client's key.</summary>
    public bool IsSigned { get; }

    /// <summary>Whether it carries a right MESSAGE-INTEGRITY-SHA256.</summary>
    public bool IsSignedWithSha256 { get; }
}
