using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>From which listener an answer leaves that is to come from another address or port (RFC 5780 §6.1, table 1).</summary>
internal sealed class Alternates
{
    private readonly TurnServerOptions _options;
    private readonly Dictionary<byte, (byte OtherPort, byte OtherAddress, byte OtherBoth)> _byListener = [];

    public Alternates(TurnServerOptions options)
    {
        _options = options;
        foreach (AlternateListeners a in options.Alternates)
        {
            _byListener[a.Primary] = (a.PrimaryOtherPort, a.Other, a.OtherOtherPort);
            _byListener[a.PrimaryOtherPort] = (a.Primary, a.OtherOtherPort, a.Other);
            _byListener[a.Other] = (a.OtherOtherPort, a.Primary, a.PrimaryOtherPort);
            _byListener[a.OtherOtherPort] = (a.Other, a.PrimaryOtherPort, a.Primary);
        }
    }

    /// <summary>The listener to answer from. False where the request's has no others; then it is the request's.</summary>
    public bool TryFind(byte listener, ChangeRequestAttribute change, out byte from)
    {
        from = listener;
        if (!_byListener.TryGetValue(listener, out (byte OtherPort, byte OtherAddress, byte OtherBoth) others)) return false;
        if (change.ChangeAddress) from = change.ChangePort ? others.OtherBoth : others.OtherAddress;
        else if (change.ChangePort) from = others.OtherPort;
        return true;
    }

    /// <summary>The address from which an answer comes that is to come from another address and port.</summary>
    public bool TryFindOther(byte listener, out TransportAddress other)
    {
        other = default;
        if (!TryFind(listener, new ChangeRequestAttribute(true, true), out byte from)) return false;
        other = _options.Listeners[from].Local;
        return true;
    }
}
