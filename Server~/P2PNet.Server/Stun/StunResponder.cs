using System;
using System.Buffers.Binary;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server;

/// <summary>
/// Answers STUN binding requests (RFC 8489 §6.3, §12 without authentication): tells whoever asks the address that the request came
/// from. No I/O, no state but the counters. Junk gets no answer: the source of a datagram may be forged.
/// </summary>
internal sealed class StunResponder(StunCounters counters)
{
    /// <summary>The largest response: header, address over IPv6, software, fingerprint, or the error with what it lists.</summary>
    public const int MaxResponseLength = 256;

    private const int MaxOldRequestLength = 128;

    // Of an error response, which lists what was not understood.
    private const int MaxListedAttributes = 16;

    // An agent's checks and authenticated requests are answered too, though nothing is verified: the answer is no secret.
    private static readonly StunAttributeType[] Understood =
    [
        StunAttributeType.Username, StunAttributeType.MessageIntegrity, StunAttributeType.MessageIntegritySha256, StunAttributeType.Realm, StunAttributeType.Nonce,
    ];

    /// <summary>Makes the response to a datagram.</summary>
    /// <returns>Its length; 0 where there is nothing to answer.</returns>
    public int Respond(ReadOnlySpan<byte> datagram, in TransportAddress source, Span<byte> response)
    {
        if (!StunMessage.TryParse(datagram, out StunMessage request)) return RespondToOldClient(datagram, source, response);

        if (request.FingerprintOffset >= 0 && !Fingerprint.Matches(request))
        {
            counters.WrongFingerprint++;
            return 0;
        }

        if (request.Class != StunClass.Request || request.Method != StunMethod.Binding)
        {
            counters.NotBindingRequest++;
            return 0;
        }

        Span<StunAttributeType> unknown = stackalloc StunAttributeType[MaxListedAttributes];
        int unknownCount = FindUnknown(request, unknown);
        if (unknownCount > 0)
        {
            counters.UnknownAttributes++;
            return Refuse(request, unknown[..unknownCount], response);
        }

        counters.Answered++;
        return Answer(request, source, response);
    }

    /// <summary>
    /// A client of RFC 3489 has no magic cookie: its transaction id begins where that is. It gets its id back and the address in
    /// plain (RFC 8489 §11). Debian's "stun" is such a client, and people will try this server with it.
    /// </summary>
    private int RespondToOldClient(ReadOnlySpan<byte> datagram, in TransportAddress source, Span<byte> response)
    {
        Span<byte> copy = stackalloc byte[MaxOldRequestLength];
        if (datagram.Length >= StunHeader.Length && datagram.Length <= copy.Length)
        {
            datagram.CopyTo(copy);
            BinaryPrimitives.WriteUInt32BigEndian(copy[4..], StunHeader.MagicCookie);
            if (StunMessage.TryParse(copy[..datagram.Length], out StunMessage request) && request.Class == StunClass.Request
                && request.Method == StunMethod.Binding && !AsksForAnotherSource(request))
            {
                counters.Answered++;
                var writer = new StunWriter(response, StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
                AddressAttribute.AddTo(ref writer, StunAttributeType.MappedAddress, source);
                datagram.Slice(4, 4).CopyTo(response[4..]);
                return writer.Failed ? 0 : writer.Length;
            }
        }

        counters.Malformed++;
        return 0;
    }

    /// <summary>Such a client takes silence for "it can't be reached from there", which is as near to the truth as this server comes.</summary>
    private static bool AsksForAnotherSource(in StunMessage request) =>
        ChangeRequestAttribute.TryRead(request, out ChangeRequestAttribute change) && (change.ChangeAddress || change.ChangePort);

    private static int FindUnknown(in StunMessage request, Span<StunAttributeType> unknown)
    {
        int count = request.FindUnknownRequired(Understood, unknown);
        // RFC 5780 needs a second address. A CHANGE-REQUEST that wants no change, as old clients send it, wants nothing that is missing.
        return count == 1 && unknown[0] == StunAttributeType.ChangeRequest && !AsksForAnotherSource(request) ? 0 : count;
    }

    private static int Answer(in StunMessage request, in TransportAddress source, Span<byte> response)
    {
        var writer = new StunWriter(response, StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
        XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, source);
        return Finish(ref writer);
    }

    private static int Refuse(in StunMessage request, ReadOnlySpan<StunAttributeType> unknown, Span<byte> response)
    {
        var writer = new StunWriter(response, StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
        new ErrorCodeAttribute(StunErrorCode.UnknownAttribute, "Unknown Attribute"u8).AddTo(ref writer);
        UnknownAttributes.AddTo(ref writer, unknown);
        return Finish(ref writer);
    }

    private static int Finish(ref StunWriter writer)
    {
        TextAttribute.Software("P2PNet"u8).AddTo(ref writer);
        Fingerprint.AddTo(ref writer);
        return writer.Failed ? 0 : writer.Length;
    }
}
