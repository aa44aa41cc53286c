using System;
using System.Net;
using System.Net.Sockets;
using P2PNet.IntegrationTests.Turn.Io;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.RelayBenchmark;

/// <summary>A client's socket with its allocation and channels. All that it says before the load begins is said here.</summary>
internal sealed class RelayedClient : IDisposable
{
    private const int FirstChannel = 0x4000;
    private const int AttemptMilliseconds = 500;
    private const int MaxSockets = 10;
    private const int BufferSize = 2 * 1024 * 1024;

    private readonly TurnDialogue _dialogue;

    private RelayedClient(IPEndPoint server, string player)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferSize, SendBufferSize = BufferSize };
        Socket.Connect(server);
        Socket.ReceiveTimeout = AttemptMilliseconds;
        _dialogue = new TurnDialogue(Socket, IRelayServer.Secret, player);
    }

    public Socket Socket { get; }

    /// <summary>Allocates from a socket of its own.</summary>
    /// <exception cref="TurnRefusedException">The server gives no allocation.</exception>
    public static RelayedClient Open(IPEndPoint server, string player)
    {
        for (int i = 1; ; i++)
        {
            var client = new RelayedClient(server, player);
            try
            {
                client._dialogue.Allocate();
                return client;
            }
            catch (TurnRefusedException e) when (e.Code == StunErrorCode.AllocationMismatch && i < MaxSockets)
            {
                // The system gave it the port of a client of an earlier round, which coturn remembers for a while.
                client.Socket.Dispose();
            }
            catch
            {
                client.Socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Binds the channel of a peer and returns its number.</summary>
    /// <exception cref="TurnRefusedException">The server does not.</exception>
    public ushort Bind(int index, TransportAddress peer)
    {
        ushort channel = (ushort)(FirstChannel + index);
        _dialogue.Bind(channel, peer);
        return channel;
    }

    public void Dispose()
    {
        try
        {
            Socket.Blocking = true;
            _dialogue.Release();
        }
        catch (Exception e) when (e is TurnRefusedException or SocketException)
        {
            // The allocation ends by itself.
        }

        Socket.Dispose();
    }
}
