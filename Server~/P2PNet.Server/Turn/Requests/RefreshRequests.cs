using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Server.Turn;

/// <summary>Refresh (RFC 8656 §8.2): longer, or the end. It may name one family of a dual allocation.</summary>
internal sealed class RefreshRequests(TurnServerOptions options, AllocationTable allocations, Replies replies)
{
    public void Handle(Timestamp now, in StunMessage request, Allocation allocation, Caller caller)
    {
        ClientTuple client = allocation.Client;
        Relay? four = allocation.IPv4;
        Relay? six = allocation.IPv6;
        if (request.Contains(StunAttributeType.RequestedAddressFamily))
        {
            if (!AddressFamilyAttribute.TryRead(request, StunAttributeType.RequestedAddressFamily, out AddressFamily family))
            {
                replies.Refuse(request, client, caller, StunErrorCode.BadRequest);
                return;
            }

            if (family != AddressFamily.IPv4) four = null;
            if (family != AddressFamily.IPv6) six = null;
            if (four is null && six is null)
            {
                replies.Refuse(request, client, caller, StunErrorCode.PeerAddressFamilyMismatch);
                return;
            }
        }

        bool ends = LifetimeAttribute.TryRead(request, out uint seconds) && seconds == 0;
        StunWriter response = replies.Success(request);
        if (ends)
        {
            LifetimeAttribute.AddTo(ref response, 0);
            if (four != null) allocations.Close(allocation, four);
            if (six != null) allocations.Close(allocation, six);
            allocation.Sweep(now);
        }
        else
        {
            Timestamp expiry = now + Lifetimes.Granted(options, request);
            if (four != null) four.ExpiresAt = expiry;
            if (six != null) six.ExpiresAt = expiry;
            LifetimeAttribute.AddTo(ref response, Lifetimes.Left(now, (four ?? six)!));
        }

        TextAttribute.Software("P2PNet"u8).AddTo(ref response);
        replies.Send(ref response, client, caller);
    }
}
