using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.RelayBenchmark;

/// <summary>A client's socket with its allocation and channels. All that it says before the load begins is said here, one transaction after the other.</summary>
internal sealed class RelayedClient : IDisposable
{
    private const int FirstChannel = 0x4000;
    private const int Attempts = 10;
    private const int AttemptMilliseconds = 500;
    private const int MaxRefusals = 2;
    private const int MaxSockets = 10;
    private const int AllocationMismatch = 437;
    private const int BufferSize = 2 * 1024 * 1024;

    private readonly ICryptoProvider _crypto = new SystemCrypto();
    private readonly TurnCredential _credential;
    private readonly byte[] _key = new byte[LongTermKey.Length];
    private byte[] _realm = [];
    private byte[] _nonce = [];

    private RelayedClient(IPEndPoint server, TurnCredential credential)
    {
        _credential = credential;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferSize, SendBufferSize = BufferSize };
        Socket.Connect(server);
        Socket.ReceiveTimeout = AttemptMilliseconds;
    }

    private delegate void AddAttributes(ref StunWriter writer);

    public Socket Socket { get; }

    /// <summary>Allocates from a socket of its own.</summary>
    public static RelayedClient Open(IPEndPoint server, TurnCredential credential)
    {
        for (int i = 1; ; i++)
        {
            var client = new RelayedClient(server, credential);
            try
            {
                client.Transact(StunMethod.Allocate, Allocation);
                return client;
            }
            catch (BenchmarkException e) when (e.ErrorCode == AllocationMismatch && i < MaxSockets)
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
    public ushort Bind(int index, TransportAddress peer)
    {
        ushort channel = (ushort)(FirstChannel + index);
        Transact(StunMethod.ChannelBind, (ref StunWriter writer) =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(writer.Add(StunAttributeType.ChannelNumber, 4), channel);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorPeerAddress, peer);
        });
        return channel;
    }

    public void Dispose()
    {
        try
        {
            Socket.Blocking = true;
            Transact(StunMethod.Refresh, (ref StunWriter writer) => writer.Add(StunAttributeType.Lifetime, 4).Clear());
        }
        catch (Exception e) when (e is BenchmarkException or SocketException)
        {
            // The allocation ends by itself.
        }

        Socket.Dispose();
    }

    private static void Allocation(ref StunWriter writer) => writer.Add(StunAttributeType.RequestedTransport, [17, 0, 0, 0]);

    /// <summary>Asks until it is answered with success, authenticated as soon as the server says how.</summary>
    private byte[] Transact(StunMethod method, AddAttributes attributes)
    {
        for (int refusals = 0; refusals <= MaxRefusals; refusals++)
        {
            var request = new byte[1024];
            TransactionId id = CreateId();
            var writer = new StunWriter(request, StunClass.Request, method, id);
            attributes(ref writer);
            if (_nonce.Length > 0) Authenticate(ref writer);
            byte[] response = Exchange(writer.Written, id) ?? throw new BenchmarkException($"{method} was not answered.");

            _ = StunMessage.TryParse(response, out StunMessage message);
            if (message.Class == StunClass.SuccessResponse) return response;
            if (!ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error)) throw new BenchmarkException($"{method} was refused without a code.");
            // 401 tells realm and nonce, 438 a new nonce (RFC 8489 §9.2.5).
            if ((int)error.Code is not (401 or 438)) throw new BenchmarkException($"{method} was refused: {(int)error.Code} {Encoding.UTF8.GetString(error.Reason)}.", (int)error.Code);
            ReadChallenge(message);
        }

        throw new BenchmarkException($"{method} was refused: the credential is not taken.");
    }

    private byte[]? Exchange(ReadOnlySpan<byte> request, TransactionId id)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Socket.Send(request);
            if (TryReceive(id) is byte[] response) return response;
        }

        return null;
    }

    private void Authenticate(ref StunWriter writer)
    {
        TextAttribute.Username(Encoding.UTF8.GetBytes(_credential.Username)).AddTo(ref writer);
        TextAttribute.Realm(_realm).AddTo(ref writer);
        TextAttribute.Nonce(_nonce).AddTo(ref writer);
        MessageIntegrity.AddTo(ref writer, _crypto, _key);
    }

    private void ReadChallenge(in StunMessage message)
    {
        if (!TextAttribute.TryRead(message, StunAttributeType.Realm, out TextAttribute realm) || !TextAttribute.TryRead(message, StunAttributeType.Nonce, out TextAttribute nonce))
            throw new BenchmarkException("The server asks for credentials, but tells no realm and nonce.");
        _realm = realm.Utf8.ToArray();
        _nonce = nonce.Utf8.ToArray();
        LongTermKey.Derive(_crypto, _credential.Username, Encoding.UTF8.GetString(_realm), _credential.Password, _key);
    }

    private byte[]? TryReceive(TransactionId id)
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                int length = Socket.Receive(buffer);
                if (StunMessage.TryParse(buffer.AsSpan(0, length), out StunMessage message) && message.TransactionId == id) return buffer[..length];
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    private static TransactionId CreateId()
    {
        Span<byte> bytes = stackalloc byte[TransactionId.Length];
        RandomNumberGenerator.Fill(bytes);
        return TransactionId.Read(bytes);
    }
}
