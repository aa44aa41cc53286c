using System;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

internal delegate void Build(ref StunWriter writer);

/// <summary>A client of a <see cref="TurnBench"/> that says what a test tells it, rightly or wrongly.</summary>
internal sealed class TurnActor(TurnBench bench, ClientTuple tuple, string name)
{
    private static readonly SystemCrypto Crypto = new();

    public ClientTuple Tuple { get; } = tuple;

    public string Username { get; set; } = RestCredentials.NameFor(name, DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 3600));

    public string? Password { get; set; }

    public string Realm { get; set; } = "p2pnet";

    public string? Nonce { get; set; }

    /// <summary>Null: a client that knows MD5 alone.</summary>
    public PasswordAlgorithm? Algorithm { get; set; }

    public bool SignsWithSha256 { get; set; }

    public bool AddsFingerprint { get; set; } = true;

    /// <summary>What was relayed to this client: its first relayed address.</summary>
    public TransportAddress Relayed { get; private set; }

    /// <summary>Gets a nonce, and allocates. Expects to succeed.</summary>
    public Response Allocate(Build? build = null)
    {
        Response response = TryAllocate(build);
        Assert.That(response.Error, Is.Null);
        Relayed = response.Relayed[0];
        return response;
    }

    public Response TryAllocate(Build? build = null)
    {
        GetNonce();
        return Request(StunMethod.Allocate, build ?? Udp);
    }

    /// <summary>Asks without credentials, and keeps the nonce of the 401.</summary>
    public void GetNonce()
    {
        if (Nonce != null) return;
        Response challenge = Ask(Unsigned(StunMethod.Allocate, Udp));
        Assert.That(challenge.Error, Is.EqualTo(StunErrorCode.Unauthenticated));
        Nonce = challenge.Nonce;
    }

    /// <summary>Sends a signed request and reads the answer.</summary>
    public Response Request(StunMethod method, Build? build = null) => Ask(Signed(method, build));

    public Response Permit(params TransportAddress[] peers) => Request(StunMethod.CreatePermission, (ref StunWriter w) =>
    {
        foreach (TransportAddress peer in peers) XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, peer);
    });

    public Response Bind(ushort channel, TransportAddress peer) => Request(StunMethod.ChannelBind, (ref StunWriter w) =>
    {
        ChannelNumberAttribute.AddTo(ref w, channel);
        XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, peer);
    });

    public Response Refresh(uint? lifetime = null) => Request(StunMethod.Refresh, (ref StunWriter w) =>
    {
        if (lifetime is uint seconds) LifetimeAttribute.AddTo(ref w, seconds);
    });

    /// <summary>Sends data in an indication.</summary>
    public void Send(TransportAddress peer, ReadOnlySpan<byte> data)
    {
        byte[] message = new byte[DataIndication.MaxHeadroom + data.Length + DataIndication.MaxTailroom];
        data.CopyTo(message.AsSpan(DataIndication.MaxHeadroom));
        int start = DataIndication.WrapInPlace(message, DataIndication.MaxHeadroom, data.Length, StunMethod.Send, peer, TransactionId.Create(bench.Random), out int length);
        bench.FromClient(Tuple, message.AsSpan(start, length));
    }

    /// <summary>Sends data on a channel.</summary>
    public void SendOn(ushort channel, ReadOnlySpan<byte> data) => bench.FromClient(Tuple, ChannelData(channel, data));

    public static byte[] ChannelData(ushort channel, ReadOnlySpan<byte> data)
    {
        byte[] message = new byte[ChannelDataHeader.Length + data.Length];
        new ChannelDataHeader(channel, (ushort)data.Length).Write(message);
        data.CopyTo(message.AsSpan(ChannelDataHeader.Length));
        return message;
    }

    public Response Ask(byte[] request)
    {
        bench.FromClient(Tuple, request);
        return new Response(bench.OnlyMessageTo(Tuple), Key());
    }

    public byte[] Unsigned(StunMethod method, Build? build = null)
    {
        Span<byte> buffer = stackalloc byte[1600];
        var writer = new StunWriter(buffer, StunClass.Request, method, TransactionId.Create(bench.Random));
        build?.Invoke(ref writer);
        return writer.Written.ToArray();
    }

    public byte[] Signed(StunMethod method, Build? build = null)
    {
        Span<byte> buffer = stackalloc byte[1600];
        var writer = new StunWriter(buffer, StunClass.Request, method, TransactionId.Create(bench.Random));
        build?.Invoke(ref writer);
        TextAttribute.Username(System.Text.Encoding.UTF8.GetBytes(Username)).AddTo(ref writer);
        TextAttribute.Realm(System.Text.Encoding.UTF8.GetBytes(Realm)).AddTo(ref writer);
        if (Nonce != null) TextAttribute.Nonce(System.Text.Encoding.UTF8.GetBytes(Nonce)).AddTo(ref writer);
        if (Algorithm is PasswordAlgorithm algorithm)
        {
            PasswordAlgorithmAttribute.AddTo(ref writer, StunAttributeType.PasswordAlgorithms, (PasswordAlgorithm[])[PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5]);
            PasswordAlgorithmAttribute.AddTo(ref writer, StunAttributeType.PasswordAlgorithm, (PasswordAlgorithm[])[algorithm]);
        }

        if (SignsWithSha256) MessageIntegritySha256.AddTo(ref writer, Crypto, Key());
        else MessageIntegrity.AddTo(ref writer, Crypto, Key());
        if (AddsFingerprint) Fingerprint.AddTo(ref writer);
        Assert.That(writer.Failed, Is.False);
        return writer.Written.ToArray();
    }

    public static void Udp(ref StunWriter writer) => RequestedTransportAttribute.AddTo(ref writer, RequestedTransportAttribute.Udp);

    private byte[] Key()
    {
        string password = Password ?? RestCredentials.PasswordFor(Crypto, System.Text.Encoding.UTF8.GetBytes(TurnBench.Secret), Username);
        bool sha = Algorithm == PasswordAlgorithm.Sha256;
        byte[] key = new byte[sha ? LongTermKey.Sha256Length : LongTermKey.Length];
        if (sha) LongTermKey.DeriveSha256(Crypto, Username, Realm, password, key);
        else LongTermKey.Derive(Crypto, Username, Realm, password, key);
        return key;
    }
}
