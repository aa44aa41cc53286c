using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>
/// A TURN server (RFC 8656) and STUN server (RFC 8489, RFC 5780) without sockets, threads and clocks: time and randomness come in,
/// datagrams leave by an <see cref="ITurnTransport"/>. One thread owns it.
/// <para>
/// The buffers of <see cref="HandleClient"/> and <see cref="HandlePeer"/> have <see cref="Headroom"/> writable bytes before the message
/// and <see cref="Tailroom"/> after it, so that what is relayed is framed where it lies.
/// </para>
/// </summary>
internal sealed class TurnServer
{
    /// <summary>What a Data indication has before an IPv6 peer's datagram: header, XOR-PEER-ADDRESS, header of DATA.</summary>
    public const int Headroom = DataIndication.MaxHeadroom;

    /// <summary>Padding to a multiple of 4.</summary>
    public const int Tailroom = DataIndication.MaxTailroom;

    /// <summary>The longest response that is not as long as its request: a dual allocation's, over IPv6, with everything it can have.</summary>
    public const int MaxResponseLength = 512;

    /// <summary>
    /// The longest message of somebody without an allocation, and the longest request: what is longer is not authenticated
    /// (<see cref="MessageIntegrity.MaxMessageLength"/>), and a list of thousands of attributes costs more to look through than to send.
    /// </summary>
    private const int MaxRequestLength = 4096;

    /// <summary>How often what is over is forgotten. Nobody gains by being late: everything asks for its own expiry when it is used.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private static readonly StunAttributeType[] Understood =
    [
        StunAttributeType.Username, StunAttributeType.UserHash, StunAttributeType.MessageIntegrity, StunAttributeType.MessageIntegritySha256,
        StunAttributeType.Realm, StunAttributeType.Nonce, StunAttributeType.PasswordAlgorithm, StunAttributeType.RequestedTransport,
        StunAttributeType.RequestedAddressFamily, StunAttributeType.Lifetime, StunAttributeType.EvenPort, StunAttributeType.ReservationToken,
        StunAttributeType.DontFragment, StunAttributeType.XorPeerAddress, StunAttributeType.ChannelNumber, StunAttributeType.Data,
    ];

    private readonly TurnServerOptions _options;
    private readonly Authenticator _authenticator;
    private readonly AnswerLimiter _limiter;
    private readonly AllocationTable _allocations;
    private readonly Reservations _reservations;
    private readonly Forwarder _forwarder;
    private readonly Replies _replies;
    private readonly BindingRequests _binding;
    private readonly AllocateRequests _allocate;
    private readonly RefreshRequests _refresh;
    private readonly PermissionRequests _permissions;
    private readonly Caller _caller = new();
    private readonly RelayAddresses _addresses;
    private readonly long _unixTimeAtZero;
    private int _machineVersion;

    public TurnServer(TurnServerOptions options, ITurnTransport transport, ICryptoProvider crypto, IRandom random)
    {
        _options = options;
        _unixTimeAtZero = options.Origin.ToUnixTimeSeconds();
        _authenticator = new Authenticator(options, crypto);
        _limiter = new AnswerLimiter(options.UnprovenAnswersPerSecond);
        _allocations = new AllocationTable(options, transport, Counters);
        _reservations = new Reservations(_allocations, random);
        _replies = new Replies(transport, crypto, _authenticator, Counters);
        _binding = new BindingRequests(options, transport, StunCounters);
        _addresses = new RelayAddresses(options);
        LookForPublicAddresses();
        Origins = new ClientOrigins(options.Peers.Machine);
        _forwarder = new Forwarder(options, transport, _allocations, _addresses, Counters, random);
        _allocate = new AllocateRequests(options, transport, _allocations, _reservations, _addresses, new RelayPorts(options, _addresses, _allocations, transport, random), _replies);
        _refresh = new RefreshRequests(options, _allocations, _replies);
        _permissions = new PermissionRequests(options, _addresses, _replies);
    }

    public TurnCounters Counters { get; } = new();

    public StunCounters StunCounters { get; } = new();

    public ClientOrigins Origins { get; }

    /// <summary>When <see cref="HandleTimeout"/> is to be called.</summary>
    public Timestamp NextTimeout { get; private set; } = Timestamp.Never;

    /// <summary>A datagram, or a message cut out of a stream, from a client.</summary>
    /// <param name="now">The time.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="buffer">Where it lies, with head- and tailroom.</param>
    /// <param name="offset">Where it begins in there.</param>
    /// <param name="length">Its length.</param>
    public void HandleClient(Timestamp now, in ClientTuple client, Span<byte> buffer, int offset, int length)
    {
        // Nobody can be answered there (RFC 768), and the system's refusal would slow down what leaves with it.
        if (client.Address.Port == 0) Counters.Malformed++;
        else if (length > 0 && ClientChannels.IsFirstByte(buffer[offset])) _forwarder.HandleChannelData(now, client, buffer, offset, length);
        else HandleStun(now, client, buffer, offset, length);
    }

    /// <summary>A datagram that came to a relay's socket.</summary>
    /// <param name="now">The time.</param>
    /// <param name="relay">The socket.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="buffer">Where it lies, with head- and tailroom.</param>
    /// <param name="offset">Where it begins in there.</param>
    /// <param name="length">Its length; 0 is a datagram too.</param>
    public void HandlePeer(Timestamp now, RelayHandle relay, in TransportAddress peer, Span<byte> buffer, int offset, int length)
    {
        if (_allocations.Find(relay) is { } found) _forwarder.HandlePeer(now, found, peer, buffer, offset, length);
        else Counters.Unexpected++;
    }

    /// <summary>A client's TCP connection has ended, and with it the allocation made on it.</summary>
    public void HandleClientGone(Timestamp now, in ClientTuple client)
    {
        if (_allocations.Find(client, now) is { } allocation) _allocations.Close(allocation);
    }

    public void HandleTimeout(Timestamp now)
    {
        if (now < NextTimeout) return;
        if (_machineVersion != _options.Peers.Machine.Version) Review();
        _allocations.Sweep(now);
        _reservations.Sweep(now);
        NextTimeout = !_allocations.IsEmpty || _reservations.Count > 0 ? now + SweepInterval : Timestamp.Never;
    }

    /// <summary>The machine has got or lost an address.</summary>
    private void Review()
    {
        _machineVersion = _options.Peers.Machine.Version;
        LookForPublicAddresses();
        _allocations.Review(_addresses);
    }

    private void LookForPublicAddresses()
    {
        _options.Peers.HasPublicIPv4 |= _addresses.HasPublic(AddressFamily.IPv4);
        _options.Peers.HasPublicIPv6 |= _addresses.HasPublic(AddressFamily.IPv6);
    }

    private void HandleStun(Timestamp now, in ClientTuple client, Span<byte> buffer, int offset, int length)
    {
        Span<byte> datagram = buffer.Slice(offset, length);
        if (length > MaxRequestLength && _allocations.Find(client, now) is null) Counters.TooLong++;
        else if (!StunMessage.TryParse(datagram, out StunMessage message))
        {
            if (!BindingRequests.IsOfOldClient(datagram)) Counters.Malformed++;
            else if (MayAnswer(now, client)) _binding.HandleOld(client, datagram);
        }
        else if (message.FingerprintOffset >= 0 && !Fingerprint.Matches(message)) StunCounters.WrongFingerprint++;
        else if (message.Class == StunClass.Indication && message.Method == StunMethod.Send && IsUnderstood(message)) _forwarder.HandleSend(now, client, message, buffer, offset);
        else if (message.Class != StunClass.Request) Counters.Unexpected++;
        else if (message.Method != StunMethod.Binding) HandleRequest(now, client, message);
        else if (MayAnswer(now, client)) _binding.Handle(client, message, buffer.Slice(offset - Headroom, Headroom + length));
    }

    private void HandleRequest(Timestamp now, in ClientTuple client, in StunMessage request)
    {
        bool isKnown = _options.IsRelaying && request.Method is StunMethod.Allocate or StunMethod.Refresh or StunMethod.CreatePermission or StunMethod.ChannelBind;
        long unixTime = UnixTime(now);
        Verdict verdict = isKnown ? _authenticator.Check(request, client, unixTime, _caller) : Verdict.Incomplete;
        // A right password for a time that is over is no better than a wrong one; but what was allocated in time is kept up (RFC 8656 §5).
        if (verdict == Verdict.Authentic && request.Method == StunMethod.Allocate && _caller.Expiry <= unixTime) verdict = Verdict.Unauthenticated;
        if (verdict == Verdict.Authentic) HandleAuthentic(now, client, request);
        else if (!MayAnswer(now, client)) return;
        else if (verdict == Verdict.Incomplete) _replies.RefuseUnsigned(request, client, StunErrorCode.BadRequest);
        else _replies.Challenge(request, client, verdict == Verdict.StaleNonce ? StunErrorCode.StaleNonce : StunErrorCode.Unauthenticated, unixTime);
    }

    private void HandleAuthentic(Timestamp now, in ClientTuple client, in StunMessage request)
    {
        Span<StunAttributeType> unknown = stackalloc StunAttributeType[Replies.MaxListedAttributes];
        int unknownCount = request.FindUnknownRequired(Understood, unknown);
        if (unknownCount > 0)
        {
            _replies.Refuse(request, client, _caller, unknown[..unknownCount]);
            return;
        }

        Allocation? allocation = _allocations.Find(client, now);
        // The id and not the whole name: a player whose credential was renewed is the same.
        bool isOwner = allocation != null && allocation.User.Is(_caller.Id);
        if (request.Method == StunMethod.Allocate) HandleAllocate(now, client, request, allocation, isOwner);
        else if (allocation is null) _replies.Refuse(request, client, _caller, StunErrorCode.AllocationMismatch);
        else if (!isOwner) _replies.Refuse(request, client, _caller, StunErrorCode.WrongCredentials);
        else if (request.Method == StunMethod.Refresh) _refresh.Handle(now, request, allocation, _caller);
        else if (request.Method == StunMethod.CreatePermission) _permissions.HandleCreatePermission(now, request, allocation, _caller);
        else _permissions.HandleChannelBind(now, request, allocation, _caller);
    }

    private void HandleAllocate(Timestamp now, in ClientTuple client, in StunMessage request, Allocation? allocation, bool isOwner)
    {
        if (allocation is null)
        {
            _allocate.Handle(now, request, client, _caller);
            if (_allocations.Find(client, now) != null) Origins.Note(_caller.Id, client.Address);
            if (NextTimeout == Timestamp.Never) NextTimeout = now + SweepInterval;
        }
        else if (isOwner && allocation.TransactionId == request.TransactionId)
        {
            _allocate.Answer(now, request, allocation, _caller);
        }
        else
        {
            _replies.Refuse(request, client, _caller, StunErrorCode.AllocationMismatch);
        }
    }

    private bool IsUnderstood(in StunMessage indication)
    {
        Span<StunAttributeType> unknown = stackalloc StunAttributeType[1];
        if (indication.FindUnknownRequired(Understood, unknown) == 0) return true;
        Counters.Malformed++;
        return false;
    }

    /// <summary>Whether somebody who proved nothing gets an answer. A stream has proved its address.</summary>
    private bool MayAnswer(Timestamp now, in ClientTuple client)
    {
        if (client.IsStream || _limiter.TryTake(now, client.Address)) return true;
        Counters.Unanswered++;
        return false;
    }

    private long UnixTime(Timestamp now) => _unixTimeAtZero + (now.Ticks / TimeSpan.TicksPerSecond);
}
