using System;
using System.Buffers.Binary;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>
/// Answers STUN binding requests (RFC 8489 §6.3, without authentication): tells whoever asks the address that the request came from.
/// With a second address, also what RFC 5780 needs to tell how a NAT maps and filters; and clients of RFC 3489, such as Debian's
/// "stun", get their answer in that version's attributes.
/// </summary>
internal sealed class BindingRequests
{
    private const int MaxOldRequestLength = 128;

    // An agent's checks and authenticated requests are answered too, though nothing is verified: the answer is no secret.
    private static readonly StunAttributeType[] Understood =
    [
        StunAttributeType.Username, StunAttributeType.MessageIntegrity, StunAttributeType.MessageIntegritySha256, StunAttributeType.Realm, StunAttributeType.Nonce,
    ];

    private static readonly StunAttributeType[] UnderstoodWithAlternate =
        [.. Understood, StunAttributeType.ChangeRequest, StunAttributeType.ResponsePort, StunAttributeType.Padding];

    private readonly TurnServerOptions _options;
    private readonly ITurnTransport _transport;
    private readonly StunCounters _counters;
    private readonly Alternates _alternates;

    public BindingRequests(TurnServerOptions options, ITurnTransport transport, StunCounters counters)
    {
        _options = options;
        _transport = transport;
        _counters = counters;
        _alternates = new Alternates(options);
    }

    /// <summary>
    /// Whether these bytes are a binding request of RFC 3489: no magic cookie, the transaction id begins where that is.
    /// </summary>
    public static bool IsOfOldClient(ReadOnlySpan<byte> datagram) => TryParseOld(datagram, stackalloc byte[MaxOldRequestLength], out _);

    public void Handle(in ClientTuple client, in StunMessage request, Span<byte> buffer)
    {
        bool hasAlternate = !client.IsStream && _alternates.TryFind(client.Listener, default, out _);
        Span<StunAttributeType> unknown = stackalloc StunAttributeType[Replies.MaxListedAttributes];
        int unknownCount = FindUnknown(request, hasAlternate, unknown);
        if (unknownCount > 0) RefuseUnknown(client, request, unknown[..unknownCount]);
        else if (hasAlternate) AnswerWithAlternate(client, request, buffer);
        else Answer(client, request);
    }

    /// <summary>Answers a client of RFC 3489 (§8.1 there, RFC 8489 §11): the address in plain, and where the other answers come from.</summary>
    public void HandleOld(in ClientTuple client, ReadOnlySpan<byte> datagram)
    {
        if (!TryParseOld(datagram, stackalloc byte[MaxOldRequestLength], out StunMessage request)) return;
        ChangeRequestAttribute.TryRead(request, out ChangeRequestAttribute change);
        bool changes = change.ChangeAddress || change.ChangePort;
        // Such a client takes silence for "it can't be reached from there", which is as near to the truth as one address comes.
        if (!_alternates.TryFind(client.Listener, change, out byte from) && changes) return;
        _counters.Answered++;
        var response = new StunWriter(_transport.RentResponse(), StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
        AddressAttribute.AddTo(ref response, StunAttributeType.MappedAddress, client.Address);
        TransportAddress source = _options.Listeners[from].Local;
        if (!source.IsAny) AddressAttribute.AddTo(ref response, StunAttributeType.SourceAddress, source);
        if (_alternates.TryFindOther(client.Listener, out TransportAddress other)) AddressAttribute.AddTo(ref response, StunAttributeType.ChangedAddress, other);
        datagram.Slice(4, 4).CopyTo(response.Buffer[4..]);
        _transport.SendToClient(new ClientTuple(from, client.Address), response.Buffer);
    }

    private static bool TryParseOld(ReadOnlySpan<byte> datagram, Span<byte> copy, out StunMessage request)
    {
        request = default;
        if (datagram.Length < StunHeader.Length || datagram.Length > copy.Length) return false;
        datagram.CopyTo(copy);
        BinaryPrimitives.WriteUInt32BigEndian(copy[4..], StunHeader.MagicCookie);
        return StunMessage.TryParse(copy[..datagram.Length], out request) && request.Class == StunClass.Request && request.Method == StunMethod.Binding;
    }

    private static int FindUnknown(in StunMessage request, bool hasAlternate, Span<StunAttributeType> unknown)
    {
        int count = request.FindUnknownRequired(hasAlternate ? UnderstoodWithAlternate : Understood, unknown);
        // A CHANGE-REQUEST that wants no change, as some clients always send it, wants nothing that is missing.
        bool wantsNothing = count == 1 && unknown[0] == StunAttributeType.ChangeRequest
            && ChangeRequestAttribute.TryRead(request, out ChangeRequestAttribute change) && !change.ChangeAddress && !change.ChangePort;
        return wantsNothing ? 0 : count;
    }

    private void RefuseUnknown(in ClientTuple client, in StunMessage request, ReadOnlySpan<StunAttributeType> unknown)
    {
        _counters.UnknownAttributes++;
        var response = new StunWriter(_transport.RentResponse(), StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
        new ErrorCodeAttribute(StunErrorCode.UnknownAttribute, "Unknown Attribute"u8).AddTo(ref response);
        UnknownAttributes.AddTo(ref response, unknown);
        Send(ref response, client);
    }

    private void Answer(in ClientTuple client, in StunMessage request)
    {
        _counters.Answered++;
        var response = new StunWriter(_transport.RentResponse(), StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
        XorAddressAttribute.AddTo(ref response, StunAttributeType.XorMappedAddress, client.Address);
        Send(ref response, client);
    }

    /// <summary>RFC 5780 §6.1.</summary>
    private void AnswerWithAlternate(in ClientTuple client, in StunMessage request, Span<byte> buffer)
    {
        ChangeRequestAttribute.TryRead(request, out ChangeRequestAttribute change);
        bool isPadded = request.TryFind(StunAttributeType.Padding, out ReadOnlySpan<byte> requestPadding);
        int padding = requestPadding.Length;
        int requestLength = request.Bytes.Length;
        bool hasPort = request.TryFind(StunAttributeType.ResponsePort, out ReadOnlySpan<byte> port);
        TransportAddress to = client.Address;
        if (hasPort && port.Length >= 2) to = to.WithPort(BinaryPrimitives.ReadUInt16BigEndian(port));
        if ((hasPort && (isPadded || port.Length != 4 || to.Port == 0)) || !_alternates.TryFind(client.Listener, change, out byte from))
        {
            var error = new StunWriter(_transport.RentResponse(), StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
            new ErrorCodeAttribute(StunErrorCode.BadRequest, "Bad Request"u8).AddTo(ref error);
            Send(ref error, client);
            return;
        }

        _counters.Answered++;
        // A long answer takes the place of the long request, and is padded to no more than that had: whoever forged the source gains nothing.
        var response = new StunWriter(requestLength > TurnServer.MaxResponseLength ? buffer : _transport.RentResponse(), StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
        AddressAttribute.AddTo(ref response, StunAttributeType.MappedAddress, client.Address);
        XorAddressAttribute.AddTo(ref response, StunAttributeType.XorMappedAddress, client.Address);
        AddressAttribute.AddTo(ref response, StunAttributeType.ResponseOrigin, _options.Listeners[from].Local);
        if (_alternates.TryFindOther(client.Listener, out TransportAddress other)) AddressAttribute.AddTo(ref response, StunAttributeType.OtherAddress, other);
        if (isPadded) response.Add(StunAttributeType.Padding, Math.Max(0, Math.Min(padding, (requestLength - response.Length - 24) & ~3))).Clear();
        Send(ref response, new ClientTuple(from, to));
    }

    private void Send(ref StunWriter response, in ClientTuple client)
    {
        TextAttribute.Software("P2PNet"u8).AddTo(ref response);
        Fingerprint.AddTo(ref response);
        if (!response.Failed) _transport.SendToClient(client, response.Buffer);
    }
}
