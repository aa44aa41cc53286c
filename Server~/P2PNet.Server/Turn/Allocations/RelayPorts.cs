using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Opens relays on random ports of the range (RFC 8656 §7.2, RFC 6056 §3.3.1), so that nobody can tell the next one.</summary>
internal sealed class RelayPorts(TurnServerOptions options, RelayAddresses addresses, AllocationTable allocations, ITurnTransport transport, IRandom random)
{
    // With nine ports of ten taken, one attempt of a hundred still fails after 44.
    private const int MaxAttempts = 64;

    /// <summary>Opens a relay at an address; null where no port could be had.</summary>
    public Relay? TryOpen(in TransportAddress address, bool isEven)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            RelayOpenResult result = TryOpenAt(address.WithPort(NextPort(isEven)), out Relay? relay);
            if (result != RelayOpenResult.PortTaken) return relay;
        }

        allocations.CountRefusal(RelayLimit.Ports);
        return null;
    }

    /// <summary>Opens relays on an even port and on the next one (RFC 8656 §7.2).</summary>
    public bool TryOpenPair(in TransportAddress address, out Relay? even, out Relay? odd)
    {
        odd = null;
        even = null;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            TransportAddress first = address.WithPort(NextPort(isEven: true));
            if (first.Port == options.LastPort) continue;
            RelayOpenResult result = TryOpenAt(first, out even);
            if (result == RelayOpenResult.PortTaken) continue;
            if (result == RelayOpenResult.Failed) return false;
            result = TryOpenAt(first.WithPort((ushort)(first.Port + 1)), out odd);
            if (result == RelayOpenResult.Opened) return true;
            transport.CloseRelay(even!.Handle);
            even = null;
            if (result == RelayOpenResult.Failed) return false;
        }

        allocations.CountRefusal(RelayLimit.Ports);
        return false;
    }

    private RelayOpenResult TryOpenAt(in TransportAddress local, out Relay? relay)
    {
        relay = null;
        // Several addresses of the machine may have one outside, where a port is one relay's.
        TransportAddress external = addresses.ExternalOf(local);
        if (allocations.Find(external) != null) return RelayOpenResult.PortTaken;
        RelayOpenResult result = transport.TryOpenRelay(local, out RelayHandle handle);
        if (result == RelayOpenResult.Opened) relay = new Relay(handle, local, external);
        return result;
    }

    private ushort NextPort(bool isEven)
    {
        uint port = options.FirstPort + (random.NextUInt32() % (uint)(options.LastPort - options.FirstPort + 1));
        if (isEven && (port & 1) == 1) port = port > options.FirstPort ? port - 1 : port + 1;
        return (ushort)port;
    }
}
