using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>A TURN client of few words, with a socket that blocks.</summary>
internal sealed class RelayedPlayer : IDisposable
{
    private const int HeaderLength = 4;

    private readonly SystemCrypto _crypto = new();
    private readonly string _username;
    private readonly string _password;
    private readonly byte[] _key = new byte[LongTermKey.Length];
    private readonly byte[] _buffer = new byte[65536];
    private byte[] _realm = [];
    private byte[] _nonce = [];

    public RelayedPlayer(IPEndPoint server, string secret, string player)
    {
        _username = $"{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}:{player}";
#pragma warning disable CA5350 // The convention says SHA-1.
        _password = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(_username)));
#pragma warning restore CA5350
        Socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20, ReceiveTimeout = 5000 };
        Socket.Connect(server);
    }

    private delegate void AddAttributes(ref StunWriter writer);

    public Socket Socket { get; }

    /// <summary>Where peers see this player, once it has allocated.</summary>
    public IPEndPoint Relayed { get; private set; } = null!;

    public RelayedPlayer Allocate()
    {
        byte[] response = Transact(StunMethod.Allocate, (ref StunWriter w) =>
        {
            w.Add(StunAttributeType.RequestedTransport, [17, 0, 0, 0]);
            if (Socket.AddressFamily == AddressFamily.InterNetworkV6) w.Add(StunAttributeType.RequestedAddressFamily, [2, 0, 0, 0]);
        });
        Assert.That(StunMessage.TryParse(response, out StunMessage message) && XorAddressAttribute.TryRead(message, StunAttributeType.XorRelayedAddress, out TransportAddress relayed)
            && (Relayed = relayed.ToEndPoint()) is not null, Is.True);
        return this;
    }

    /// <summary>Binds a channel to a peer.</summary>
    public void Bind(ushort channel, EndPoint peer) => Transact(StunMethod.ChannelBind, (ref StunWriter w) =>
    {
        BinaryPrimitives.WriteUInt16BigEndian(w.Add(StunAttributeType.ChannelNumber, 4), channel);
        XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, TransportAddress.FromEndPoint((IPEndPoint)peer));
    });

    /// <summary>Ends the allocation.</summary>
    public void Release() => Transact(StunMethod.Refresh, (ref StunWriter w) => w.Add(StunAttributeType.Lifetime, 4).Clear());

    public void Send(ushort channel, ReadOnlySpan<byte> data) => Socket.Send(Frame(channel, data));

    /// <summary>ChannelData in an array of its own.</summary>
    public static byte[] Frame(ushort channel, ReadOnlySpan<byte> data)
    {
        var message = new byte[HeaderLength + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, channel);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)data.Length);
        data.CopyTo(message.AsSpan(HeaderLength));
        return message;
    }

    /// <summary>The next ChannelData, which must be of this channel. The span is the player's.</summary>
    public ReadOnlySpan<byte> Receive(ushort channel)
    {
        int length = Socket.Receive(_buffer);
        Assert.That(length, Is.GreaterThanOrEqualTo(HeaderLength));
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(_buffer), Is.EqualTo(channel));
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(2)), Is.EqualTo(length - HeaderLength));
        return _buffer.AsSpan(HeaderLength, length - HeaderLength);
    }

    /// <summary>A request as the server wants it, with the realm and nonce that it told before.</summary>
    public byte[] Request(StunMethod method, TransactionId id) => Request(method, id, (ref StunWriter w) => w.Add(StunAttributeType.RequestedTransport, [17, 0, 0, 0]));

    public void ReadChallenge(ReadOnlySpan<byte> response)
    {
        Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
        Assert.That(TextAttribute.TryRead(message, StunAttributeType.Realm, out TextAttribute realm), Is.True);
        Assert.That(TextAttribute.TryRead(message, StunAttributeType.Nonce, out TextAttribute nonce), Is.True);
        _realm = realm.Utf8.ToArray();
        _nonce = nonce.Utf8.ToArray();
        LongTermKey.Derive(_crypto, _username, Encoding.UTF8.GetString(_realm), _password, _key);
    }

    public void Dispose() => Socket.Dispose();

    private byte[] Request(StunMethod method, TransactionId id, AddAttributes attributes)
    {
        var request = new byte[1024];
        var writer = new StunWriter(request, StunClass.Request, method, id);
        attributes(ref writer);
        if (_nonce.Length > 0)
        {
            TextAttribute.Username(Encoding.UTF8.GetBytes(_username)).AddTo(ref writer);
            TextAttribute.Realm(_realm).AddTo(ref writer);
            TextAttribute.Nonce(_nonce).AddTo(ref writer);
            MessageIntegrity.AddTo(ref writer, _crypto, _key);
        }

        return request[..writer.Length];
    }

    private byte[] Transact(StunMethod method, AddAttributes attributes)
    {
        for (int challenges = 0; challenges < 2; challenges++)
        {
            TransactionId id = TransactionId.Create(SystemRandom.Instance);
            Socket.Send(Request(method, id, attributes));
            byte[] response = ReceiveResponse(id);
            Assert.That(StunMessage.TryParse(response, out StunMessage message), Is.True);
            if (message.Class == StunClass.SuccessResponse) return response;
            Assert.That(ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error), Is.True);
            Assert.That((int)error.Code, Is.EqualTo(401).Or.EqualTo(438), $"{method} was refused");
            ReadChallenge(response);
        }

        throw new AssertionException($"{method} was challenged twice.");
    }

    /// <summary>Data that comes before it is passed over.</summary>
    private byte[] ReceiveResponse(TransactionId id)
    {
        while (true)
        {
            int length = Socket.Receive(_buffer);
            if (StunMessage.TryParse(_buffer.AsSpan(0, length), out StunMessage message) && message.TransactionId == id) return _buffer[..length];
        }
    }
}
