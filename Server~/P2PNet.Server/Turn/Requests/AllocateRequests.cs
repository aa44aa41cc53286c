using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>Allocate (RFC 8656 §7.2): the checks in the order of the RFC, then the relays.</summary>
internal sealed class AllocateRequests(
    TurnServerOptions options, ITurnTransport transport, AllocationTable allocations, Reservations reservations, RelayAddresses addresses, RelayPorts ports, Replies replies)
{
    /// <summary>Answers an authenticated request of a client that has no allocation.</summary>
    public void Handle(Timestamp now, in StunMessage request, in ClientTuple client, Caller caller)
    {
        if (Check(request, out Wish wish) is StunErrorCode wrong)
        {
            replies.Refuse(request, client, caller, wrong);
            return;
        }

        if (DontFragmentAttribute.IsIn(request) && !transport.CanSendUnfragmented)
        {
            replies.Refuse(request, client, caller, [StunAttributeType.DontFragment]);
            return;
        }

        var allocation = new Allocation(client, allocations.PayersFor(caller.Id, client.Address), request.TransactionId);
        if (TryOpen(now, wish, allocation) is StunErrorCode failed)
        {
            replies.Refuse(request, client, caller, failed);
            return;
        }

        Timestamp expiry = now + Lifetimes.Granted(options, request);
        Take(allocation, allocation.IPv4, expiry);
        Take(allocation, allocation.IPv6, expiry);
        allocations.Add(allocation);
        Answer(now, request, allocation, caller);
    }

    /// <summary>Tells a client what it has; also when its request comes once more, because the answer got lost (RFC 8656 §7.2).</summary>
    public void Answer(Timestamp now, in StunMessage request, Allocation allocation, Caller caller)
    {
        StunWriter response = replies.Success(request);
        Relay relay = (allocation.IPv4 ?? allocation.IPv6)!;
        XorAddressAttribute.AddTo(ref response, StunAttributeType.XorRelayedAddress, relay.External);
        if (allocation.IPv4 != null && allocation.IPv6 != null) XorAddressAttribute.AddTo(ref response, StunAttributeType.XorRelayedAddress, allocation.IPv6.External);
        LifetimeAttribute.AddTo(ref response, Lifetimes.Left(now, relay));
        if (allocation.ReservationToken != 0) ReservationTokenAttribute.AddTo(ref response, allocation.ReservationToken);
        XorAddressAttribute.AddTo(ref response, StunAttributeType.XorMappedAddress, allocation.Client.Address);
        if (allocation.MissingFamilyError != 0) new AddressErrorCodeAttribute(allocation.MissingFamily, allocation.MissingFamilyError, allocation.MissingFamily == AddressFamily.IPv6 ? "No IPv6"u8 : "No IPv4"u8).AddTo(ref response);
        TextAttribute.Software("P2PNet"u8).AddTo(ref response);
        replies.Send(ref response, allocation.Client, caller);
    }

    /// <summary>The checks that need nothing but the request: steps 3, 5, 6, 8 and 9.</summary>
    private static StunErrorCode? Check(in StunMessage request, out Wish wish)
    {
        wish = default;
        if (!RequestedTransportAttribute.TryRead(request, out byte protocol)) return StunErrorCode.BadRequest;
        if (protocol != RequestedTransportAttribute.Udp) return StunErrorCode.UnsupportedTransport;
        wish.WantsEvenPort = EvenPortAttribute.TryRead(request, out wish.ReservesNext);
        wish.WantsBoth = AddressFamilyAttribute.TryRead(request, StunAttributeType.AdditionalAddressFamily, out AddressFamily additional);
        bool namesFamily = AddressFamilyAttribute.TryRead(request, StunAttributeType.RequestedAddressFamily, out wish.Family);
        bool hasToken = ReservationTokenAttribute.TryRead(request, out wish.Token);
        if (IsMalformed(request, StunAttributeType.EvenPort, wish.WantsEvenPort) || IsMalformed(request, StunAttributeType.AdditionalAddressFamily, wish.WantsBoth)
            || IsMalformed(request, StunAttributeType.RequestedAddressFamily, namesFamily) || IsMalformed(request, StunAttributeType.ReservationToken, hasToken)) return StunErrorCode.BadRequest;
        if (hasToken && (wish.WantsEvenPort || namesFamily || wish.WantsBoth)) return StunErrorCode.BadRequest;
        if (hasToken && wish.Token == 0) return StunErrorCode.InsufficientCapacity;
        if (namesFamily && wish.WantsBoth) return StunErrorCode.BadRequest;
        if (wish.ReservesNext && wish.WantsBoth) return StunErrorCode.BadRequest;
        if (wish.WantsBoth && additional != AddressFamily.IPv6) return StunErrorCode.BadRequest;
        if (!namesFamily) wish.Family = AddressFamily.IPv4;
        return null;
    }

    private static bool IsMalformed(in StunMessage request, StunAttributeType type, bool wasRead) => !wasRead && request.Contains(type);

    private void Take(Allocation allocation, Relay? relay, Timestamp expiry)
    {
        if (relay is null) return;
        relay.Owner = allocation;
        relay.ExpiresAt = expiry;
        // One that was reserved is there and paid for.
        if (relay.Payers is null) allocations.Add(relay, allocation.Payers);
    }

    /// <summary>Opens what was wished for; or says why not, and nothing is open then.</summary>
    private StunErrorCode? TryOpen(Timestamp now, in Wish wish, Allocation allocation)
    {
        if (wish.Token != 0) return TryTakeReserved(now, wish.Token, allocation);
        if (wish.WantsBoth) return TryOpenBoth(wish, allocation);
        TransportAddress local = addresses.Find(allocation.Client.Listener, wish.Family);
        if (wish.Family is not (AddressFamily.IPv4 or AddressFamily.IPv6) || !local.IsValid) return StunErrorCode.AddressFamilyNotSupported;
        if (Exceeded(allocation, wish.ReservesNext ? 2 : 1) is StunErrorCode exceeded) return exceeded;
        if (wish.ReservesNext) return TryOpenPair(now, local, allocation);
        return TryOpen(local, wish, allocation) ? null : StunErrorCode.InsufficientCapacity;
    }

    /// <summary>What as much more would be too much for; null where it would not.</summary>
    private StunErrorCode? Exceeded(Allocation allocation, int relays)
    {
        if (allocation.Payers.Exceeded(relays) is not RelayLimit limit) return null;
        allocations.CountRefusal(limit);
        return limit == RelayLimit.All ? StunErrorCode.InsufficientCapacity : StunErrorCode.AllocationQuotaReached;
    }

    private bool TryOpen(in TransportAddress local, in Wish wish, Allocation allocation)
    {
        Relay? relay = ports.TryOpen(local, wish.WantsEvenPort);
        if (local.IsIPv6) allocation.IPv6 = relay;
        else allocation.IPv4 = relay;
        return relay != null;
    }

    /// <summary>An address of each family; one alone, where that is what there is, with the reason why the other is missing (RFC 8656 §7.2, step 9).</summary>
    private StunErrorCode? TryOpenBoth(in Wish wish, Allocation allocation)
    {
        TransportAddress four = addresses.Find(allocation.Client.Listener, AddressFamily.IPv4);
        TransportAddress six = addresses.Find(allocation.Client.Listener, AddressFamily.IPv6);
        if (!four.IsValid && !six.IsValid) return StunErrorCode.AddressFamilyNotSupported;
        if (Exceeded(allocation, 1) is StunErrorCode exceeded) return exceeded;
        if (!four.IsValid || !TryOpen(four, wish, allocation)) SetMissing(allocation, AddressFamily.IPv4, four);
        bool hasRoom = allocation.IsOver || Exceeded(allocation, 2) is null;
        if (!six.IsValid || !hasRoom || !TryOpen(six, wish, allocation)) SetMissing(allocation, AddressFamily.IPv6, six);
        return allocation.IsOver ? StunErrorCode.InsufficientCapacity : null;
    }

    private static void SetMissing(Allocation allocation, AddressFamily family, in TransportAddress local) =>
        (allocation.MissingFamily, allocation.MissingFamilyError) = (family, local.IsValid ? StunErrorCode.InsufficientCapacity : StunErrorCode.AddressFamilyNotSupported);

    private StunErrorCode? TryOpenPair(Timestamp now, in TransportAddress local, Allocation allocation)
    {
        if (!ports.TryOpenPair(local, out Relay? even, out Relay? odd)) return StunErrorCode.InsufficientCapacity;
        if (even!.Local.IsIPv6) allocation.IPv6 = even;
        else allocation.IPv4 = even;
        allocation.ReservationToken = reservations.Add(odd!, allocation.Payers, now);
        return null;
    }

    private StunErrorCode? TryTakeReserved(Timestamp now, ulong token, Allocation allocation)
    {
        if (reservations.Take(token, allocation.User, now) is not { } relay) return StunErrorCode.InsufficientCapacity;
        if (relay.Local.IsIPv6) allocation.IPv6 = relay;
        else allocation.IPv4 = relay;
        return null;
    }

    /// <summary>What the request asks for.</summary>
    private struct Wish
    {
        public AddressFamily Family;
        public bool WantsBoth;
        public bool WantsEvenPort;
        public bool ReservesNext;
        public ulong Token;
    }
}
