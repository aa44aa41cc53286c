using System;
using System.Net.Sockets;
using System.Text;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>
/// What a client says to a TURN server before and after the data: one request after the other, on a connected UDP socket that blocks,
/// authenticated as soon as the server says how. The socket's receive time-out is the time until a request goes out again.
/// </summary>
internal sealed class TurnDialogue
{
    private const int Transmissions = 10;
    private const int MaxChallenges = 2;

    private readonly Socket _socket;
    private readonly LongTermCredentials _credentials;
    private readonly byte[] _buffer = new byte[65536];

    public TurnDialogue(Socket socket, string secret, string player)
    {
        _socket = socket;
        var crypto = new SystemCrypto();
        (string username, string password) = RestCredentials.Make(crypto, Encoding.UTF8.GetBytes(secret), player, DateTimeOffset.UtcNow.AddHours(6));
        _credentials = new LongTermCredentials(crypto, new TurnClientOptions(default, default, TurnTransport.Udp) { Username = username, Credential = password });
    }

    private delegate void AddAttributes(ref StunWriter writer);

    /// <summary>Makes an allocation of the socket's family.</summary>
    /// <returns>The relayed address.</returns>
    /// <exception cref="TurnRefusedException">The server does not.</exception>
    public TransportAddress Allocate()
    {
        byte[] response = Ask(StunMethod.Allocate, Allocation);
        _ = StunMessage.TryParse(response, out StunMessage message);
        if (!XorAddressAttribute.TryRead(message, StunAttributeType.XorRelayedAddress, out TransportAddress relayed)) throw new TurnRefusedException("Allocate gave no address.");
        return relayed;
    }

    /// <summary>Binds a channel to a peer.</summary>
    /// <exception cref="TurnRefusedException">The server does not.</exception>
    public void Bind(ushort channel, TransportAddress peer) => Ask(StunMethod.ChannelBind, (ref StunWriter writer) =>
    {
        ChannelNumberAttribute.AddTo(ref writer, channel);
        XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, peer);
    });

    /// <summary>Ends the allocation.</summary>
    /// <exception cref="TurnRefusedException">The server does not.</exception>
    public void Release() => Ask(StunMethod.Refresh, (ref StunWriter writer) => LifetimeAttribute.AddTo(ref writer, 0));

    /// <summary>An Allocate for another way to the server, with what is known so far.</summary>
    public byte[] WriteAllocate(TransactionId id) => Write(StunMethod.Allocate, id, Allocation);

    /// <summary>Takes in how the server wants to be asked. False where the response is no challenge, or one to no avail.</summary>
    public bool TryTakeChallenge(ReadOnlySpan<byte> response)
    {
        if (!StunMessage.TryParse(response, out StunMessage message) || !ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error)) return false;
        return error.Code is StunErrorCode.Unauthenticated or StunErrorCode.StaleNonce
            && _credentials.Take(message, error.Code == StunErrorCode.StaleNonce, wasAuthenticated: _credentials.IsReady) == ChallengeOutcome.Retry;
    }

    private void Allocation(ref StunWriter writer)
    {
        RequestedTransportAttribute.AddTo(ref writer, RequestedTransportAttribute.Udp);
        bool isIPv6 = _socket.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        if (isIPv6) AddressFamilyAttribute.AddTo(ref writer, StunAttributeType.RequestedAddressFamily, Rtc.Turn.AddressFamily.IPv6);
    }

    private byte[] Ask(StunMethod method, AddAttributes attributes)
    {
        for (int challenges = 0; ; challenges++)
        {
            TransactionId id = TransactionId.Create(SystemRandom.Instance);
            byte[] response = Exchange(Write(method, id, attributes), id) ?? throw new TurnRefusedException($"{method} was not answered.");
            _ = StunMessage.TryParse(response, out StunMessage message);
            if (message.Class == StunClass.SuccessResponse) return response;
            if (challenges < MaxChallenges && TryTakeChallenge(response)) continue;
            _ = ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error);
            throw new TurnRefusedException($"{method} was refused: {(int)error.Code} {Encoding.UTF8.GetString(error.Reason)}.", error.Code);
        }
    }

    private byte[] Write(StunMethod method, TransactionId id, AddAttributes attributes)
    {
        var request = new byte[1024];
        var writer = new StunWriter(request, StunClass.Request, method, id);
        attributes(ref writer);
        if (_credentials.IsReady) _credentials.AddTo(ref writer);
        return request[..writer.Length];
    }

    private byte[]? Exchange(byte[] request, TransactionId id)
    {
        for (int i = 0; i < Transmissions; i++)
        {
            try
            {
                _socket.Send(request);
                // Data, and answers to what was sent twice, are passed over.
                while (true)
                {
                    int length = _socket.Receive(_buffer);
                    if (StunMessage.TryParse(_buffer.AsSpan(0, length), out StunMessage message) && message.TransactionId == id) return _buffer[..length];
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.ConnectionRefused)
            {
                // Once more.
            }
        }

        return null;
    }
}
