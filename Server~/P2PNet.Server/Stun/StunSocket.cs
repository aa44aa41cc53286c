using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet.Server;

/// <summary>One UDP socket that answers STUN. Its loop allocates nothing: buffers and addresses are its own and used again.</summary>
internal sealed class StunSocket : IDisposable
{
    // What is larger is no binding request: it is cut off, and then malformed.
    private const int MaxRequestLength = 1500;

    private readonly Socket _socket;
    private readonly StunResponder _responder;

    private StunSocket(Socket socket)
    {
        _socket = socket;
        _responder = new StunResponder(Counters);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public StunCounters Counters { get; } = new();

    /// <exception cref="SocketException">The address can't be listened on.</exception>
    public static StunSocket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // One socket a family: an IPv4 client shall see its address as IPv4.
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(endPoint);
            return new StunSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Answers until cancelled or disposed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        byte[] request = GC.AllocateArray<byte>(MaxRequestLength, pinned: true);
        byte[] response = GC.AllocateArray<byte>(StunResponder.MaxResponseLength, pinned: true);
        var sender = new SocketAddress(_socket.AddressFamily);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                int received = await _socket.ReceiveFromAsync(request.AsMemory(), SocketFlags.None, sender, cancellation);
                int length = _responder.Respond(request.AsSpan(0, received), Read(sender), response);
                if (length > 0) await _socket.SendToAsync(response.AsMemory(0, length), SocketFlags.None, sender, cancellation);
            }
            catch (SocketException) when (!cancellation.IsCancellationRequested)
            {
                // One client's port may be unreachable; the others are still there.
                Counters.SocketErrors++;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>
    /// The address in a sockaddr_in or sockaddr_in6, whose fields after the family lie alike on every system: port, IPv4 address; or
    /// port, flow label, IPv6 address, scope.
    /// </summary>
    private static TransportAddress Read(SocketAddress address)
    {
        ReadOnlySpan<byte> bytes = address.Buffer.Span;
        ushort port = (ushort)((bytes[2] << 8) | bytes[3]);
        return address.Family == AddressFamily.InterNetwork
            ? TransportAddress.FromBytes(bytes.Slice(4, 4), port)
            : TransportAddress.FromBytes(bytes.Slice(8, 16), port, BitConverter.ToUInt32(bytes.Slice(24, 4)));
    }
}
