using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// The UDP sockets that clients send to. Where the server listens on "every address", each address of the machine gets a socket of its
/// own beside the one for the rest: so an answer leaves from the address that was asked, which is the only one that a NAT lets in, and
/// a relay is opened where the client came in.
/// </summary>
internal sealed class TurnSockets : IDisposable
{
    // With "any free port", that of the first address may be taken on the next.
    private const int AttemptsForAFreePort = 16;

    // Listeners are told apart by a byte.
    private const int MaxListeners = 200;

    private readonly List<TurnListener> _listeners = [];
    private readonly List<Socket?> _sockets = [];
    private readonly List<IPEndPoint> _endPoints = [];
    private readonly List<AlternateListeners> _alternates = [];

    private TurnSockets()
    {
    }

    public IReadOnlyList<TurnListener> Listeners => _listeners;

    /// <summary>In the order of <see cref="Listeners"/>; null for an address of the machine's for which another's socket stands.</summary>
    public IReadOnlyList<Socket?> Sockets => _sockets;

    public IReadOnlyList<AlternateListeners> Alternates => _alternates;

    /// <summary>What was asked for, with the ports that it got.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _endPoints;

    /// <summary>Takes the ports.</summary>
    /// <exception cref="StartException">One can't be had.</exception>
    public static TurnSockets Bind(ServerOptions options, ILogger logger)
    {
        // What was named must work; what is meant by "all" need not exist on this machine.
        bool isNamed = options.StunAddresses.Count > 0;
        IPAddress[] addresses = [.. isNamed ? options.StunAddresses.Distinct() : options.Urls.SelectMany(ListenUrl.Addresses).Distinct()];
        var sockets = new TurnSockets();
        try
        {
            foreach (int port in (int[])[options.StunPort ?? 0, .. options.MoreStunPorts]) sockets.BindAll(addresses, port, isNamed, logger);
            foreach (IPAddress alternate in options.StunAlternateAddresses) sockets.BindAlternate(alternate, options.StunAlternatePort);
            return sockets;
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>The listener that stands for an address at which a TCP client came in.</summary>
    public byte ListenerAt(IPAddress local)
    {
        TransportAddress address = TransportAddress.FromAddress(local, 0);
        int index = _listeners.FindIndex(l => l.Local.WithPort(0) == address);
        return (byte)Math.Max(0, index >= 0 ? index : _listeners.FindIndex(l => l.Local.IsAny && l.Local.IsIPv6 == address.IsIPv6));
    }

    public void Dispose()
    {
        foreach (Socket? socket in _sockets) socket?.Dispose();
    }

    private void BindAll(IPAddress[] addresses, int port, bool isNamed, ILogger logger)
    {
        (int sockets, int endPoints) = (_sockets.Count, _endPoints.Count);
        for (int attempt = 1; !TryBindAll(addresses, port, isNamed, port != 0 || attempt == AttemptsForAFreePort, logger); attempt++) Forget(sockets, endPoints);
    }

    private bool TryBindAll(IPAddress[] addresses, int port, bool isNamed, bool isLast, ILogger logger)
    {
        foreach (IPAddress address in addresses)
        {
            var endPoint = new IPEndPoint(address, port);
            try
            {
                IPEndPoint bound = Add(endPoint, mayShare: false);
                _endPoints.Add(bound);
                port = bound.Port;
            }
            catch (SocketException e) when (!isNamed && _sockets.Count > 0 && e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                Log.StunAddressSkipped(logger, endPoint.ToString(), e.Message);
            }
            catch (SocketException e)
            {
                if (!isLast && e.SocketErrorCode == SocketError.AddressAlreadyInUse) return false;
                throw new StartException($"STUN can't listen on UDP {endPoint} ({e.Message.TrimEnd('.')}): stop the other program, give another port by --stun-port (0 for any free one), other addresses by --stun-address, or --stun-port off.", e);
            }
        }

        foreach (IPAddress any in addresses.Where(IsAny)) AddMachineAddresses(any.AddressFamily, port);
        return true;
    }

    /// <summary>A socket for each address of the machine, where that is possible beside one for all.</summary>
    private void AddMachineAddresses(AddressFamily family, int port)
    {
        IEnumerable<IPAddress> addresses = NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).Where(a => a.AddressFamily == family && !a.IsIPv6LinkLocal).Distinct();
        foreach (IPAddress address in addresses.OrderBy(IPAddress.IsLoopback).Take(MaxListeners - _listeners.Count))
        {
            var endPoint = new IPEndPoint(address, port);
            if (_listeners.Exists(l => l.Local == TransportAddress.FromEndPoint(endPoint))) continue;
            try
            {
                if (OperatingSystem.IsLinux()) Add(endPoint, mayShare: true);
                else AddWithoutSocket(endPoint);
            }
            catch (SocketException)
            {
                // It went away, or another program has this port on this address alone: the socket for all takes what comes there.
                AddWithoutSocket(endPoint);
            }
        }
    }

    private void AddWithoutSocket(IPEndPoint endPoint)
    {
        _sockets.Add(null);
        _listeners.Add(new TurnListener(TransportAddress.FromEndPoint(endPoint)));
    }

    /// <summary>The other three of the four listeners of RFC 5780; the first is the address of the family on which clients ask.</summary>
    private void BindAlternate(IPAddress alternate, int? alternatePort)
    {
        TransportAddress other = TransportAddress.FromAddress(alternate, 0);
        int primary = Enumerable.Range(0, _listeners.Count).Where(i => _sockets[i] != null && IsPrimaryFor(_listeners[i].Local, other))
            .OrderBy(i => _listeners[i].Local.IsLoopback == other.IsLoopback ? 0 : 1).FirstOrDefault(-1);
        if (primary < 0) throw new StartException($"--stun-alternate-address {alternate} shall be the second address of STUN, and STUN listens on no other {(other.IsIPv6 ? "IPv6" : "IPv4")} address: give another one here, name the first by --stun-address, or leave --stun-alternate-address out.");
        TransportAddress first = _listeners[primary].Local;
        ushort port = (ushort)(alternatePort ?? first.Port + 1);
        byte otherPort = AddForAlternate(first.WithPort(port));
        port = _listeners[otherPort].Local.Port;
        _alternates.Add(new AlternateListeners((byte)primary, otherPort, AddForAlternate(other.WithPort(first.Port)), AddForAlternate(other.WithPort(port))));
    }

    private static bool IsPrimaryFor(in TransportAddress address, in TransportAddress other) => !address.IsAny && address.IsIPv6 == other.IsIPv6 && !address.SameAddress(other);

    private byte AddForAlternate(TransportAddress address)
    {
        int existing = _listeners.FindIndex(l => l.Local == address);
        if (existing >= 0 && _sockets[existing] != null) return (byte)existing;
        try
        {
            Add(address.ToEndPoint(), mayShare: OperatingSystem.IsLinux());
            return (byte)(_listeners.Count - 1);
        }
        catch (SocketException e)
        {
            throw new StartException($"STUN can't listen on UDP {address} ({e.Message.TrimEnd('.')}), which RFC 5780 needs: give another --stun-alternate-address or --stun-alternate-port, or leave them out.", e);
        }
    }

    private IPEndPoint Add(IPEndPoint endPoint, bool mayShare)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // One socket a family: an IPv4 client shall see its address as IPv4.
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            if (mayShare) LetShare(socket);
            socket.Bind(endPoint);
            // Only from here on: that the port was free for all addresses is known now.
            if (OperatingSystem.IsLinux()) LetShare(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var bound = (IPEndPoint)socket.LocalEndPoint!;
        _sockets.Add(socket);
        _listeners.Add(new TurnListener(TransportAddress.FromEndPoint(bound)));
        return bound;
    }

    /// <summary>
    /// Lets a socket for one address have the port beside one for all. Raw, since .NET's own option also sets SO_REUSEPORT, which would
    /// spread one address's datagrams over sockets.
    /// </summary>
    private static void LetShare(Socket socket)
    {
        const int SolSocket = 1;
        const int SoReuseAddress = 2;
        socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private void Forget(int sockets, int endPoints)
    {
        foreach (Socket? socket in _sockets[sockets..]) socket?.Dispose();
        _sockets.RemoveRange(sockets, _sockets.Count - sockets);
        _listeners.RemoveRange(sockets, _listeners.Count - sockets);
        _endPoints.RemoveRange(endPoints, _endPoints.Count - endPoints);
    }
}
