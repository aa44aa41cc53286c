using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Native;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>
/// Asks a relay as a player would: for a relayed address, with a credential made for the occasion, and gives it back. So a wrong secret,
/// a full relay and a closed port all show before a player meets them.
/// </summary>
internal sealed class RelayProbe(RelayServer relay, TimeProvider time)
{
    private const int MaxResponse = 1500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(500);

    private readonly SystemCrypto _crypto = new();

    /// <summary>Tries the first way of each transport.</summary>
    /// <returns>Whether any works, and what is wrong with those that don't.</returns>
    public async Task<(bool Works, string? Problem)> RunAsync(CancellationToken cancellation)
    {
        bool works = false;
        var problems = new List<string>();
        IEnumerable<TurnUrl> ways = relay.Urls!.Select(url => TurnUrl.TryParse(url, out TurnUrl parsed) ? parsed : default).DistinctBy(url => url.Transport);
        foreach (TurnUrl way in ways)
        {
            string? problem = await TryAsync(way, cancellation);
            works |= problem is null;
            if (problem != null) problems.Add($"{way.Transport.ToString().ToUpperInvariant()}: {problem}");
        }

        return (works, problems.Count == 0 ? null : string.Join("; ", problems));
    }

    private async Task<string?> TryAsync(TurnUrl way, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(way.Host, patience.Token);
            var endPoint = new IPEndPoint(addresses[0], way.Port);
            using var socket = new Socket(endPoint.AddressFamily, way.Transport == TurnTransport.Udp ? SocketType.Dgram : SocketType.Stream, way.Transport == TurnTransport.Udp ? ProtocolType.Udp : ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, patience.Token);
            if (way.Transport == TurnTransport.Udp) return await AllocateAsync(request => AskAsync(socket, request, patience.Token));
            await using Stream stream = await OpenAsync(socket, way, patience.Token);
            return await AllocateAsync(request => AskAsync(stream, request, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer";
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or InvalidDataException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static async Task<Stream> OpenAsync(Socket socket, TurnUrl way, CancellationToken cancellation)
    {
        var stream = new NetworkStream(socket);
        if (way.Transport == TurnTransport.Tcp) return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = way.Host }, cancellation);
        return tls;
    }

    private async Task<string?> AllocateAsync(Func<byte[], Task<byte[]>> ask)
    {
        string username = RestCredentials.NameFor("p2pnet-probe", time.GetUtcNow() + TimeSpan.FromMinutes(1));
        string password = RestCredentials.PasswordFor(_crypto, relay.Secret, username);
        byte[] challenge = await ask(Request(StunMethod.Allocate, null));
        if (!TryReadChallenge(challenge, out string realm, out string nonce)) return "an answer that no TURN server gives";
        byte[] key = new byte[LongTermKey.Length];
        LongTermKey.Derive(_crypto, username, realm, password, key);
        StunErrorCode? refused = ErrorOf(await ask(Request(StunMethod.Allocate, new Credential(username, realm, nonce, key))));
        if (refused == StunErrorCode.Unauthenticated) return "it does not take our credentials: check the secret";
        if (refused != null) return "it answers " + (int)refused;
        await ask(Request(StunMethod.Refresh, new Credential(username, realm, nonce, key)));
        return null;
    }

    /// <summary>An Allocate, or a Refresh that ends it.</summary>
    private byte[] Request(StunMethod method, Credential? credential)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var writer = new StunWriter(buffer, StunClass.Request, method, TransactionId.Create(SystemRandom.Instance));
        if (method == StunMethod.Allocate) RequestedTransportAttribute.AddTo(ref writer, RequestedTransportAttribute.Udp);
        else LifetimeAttribute.AddTo(ref writer, 0);
        if (credential != null)
        {
            writer.Add(StunAttributeType.Username, Encoding.UTF8.GetBytes(credential.Username));
            writer.Add(StunAttributeType.Realm, Encoding.UTF8.GetBytes(credential.Realm));
            writer.Add(StunAttributeType.Nonce, Encoding.UTF8.GetBytes(credential.Nonce));
            MessageIntegrity.AddTo(ref writer, _crypto, credential.Key);
        }

        return writer.Written.ToArray();
    }

    private static bool TryReadChallenge(byte[] response, out string realm, out string nonce)
    {
        realm = "";
        nonce = "";
        if (!StunMessage.TryParse(response, out StunMessage message) || !TextAttribute.TryRead(message, StunAttributeType.Realm, out TextAttribute realmText)
            || !TextAttribute.TryRead(message, StunAttributeType.Nonce, out TextAttribute nonceText)) return false;
        realm = Encoding.UTF8.GetString(realmText.Utf8);
        nonce = Encoding.UTF8.GetString(nonceText.Utf8);
        return true;
    }

    private static StunErrorCode? ErrorOf(byte[] response)
    {
        if (!StunMessage.TryParse(response, out StunMessage message)) return StunErrorCode.BadRequest;
        return ErrorCodeAttribute.TryRead(message, out ErrorCodeAttribute error) ? error.Code : null;
    }

    private static async Task<byte[]> AskAsync(Socket socket, byte[] request, CancellationToken cancellation)
    {
        byte[] response = new byte[MaxResponse];
        while (true)
        {
            await socket.SendAsync(request, SocketFlags.None, cancellation);
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            wait.CancelAfter(Retransmission);
            try
            {
                int length = await socket.ReceiveAsync(response, SocketFlags.None, wait.Token);
                // What answers another request, one that was sent twice for example, is not waited for.
                if (length >= StunHeader.Length && response.AsSpan(8, TransactionId.Length).SequenceEqual(request.AsSpan(8, TransactionId.Length))) return response[..length];
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Once more.
            }
        }
    }

    private static async Task<byte[]> AskAsync(Stream stream, byte[] request, CancellationToken cancellation)
    {
        await stream.WriteAsync(request, cancellation);
        byte[] response = new byte[MaxResponse];
        await stream.ReadExactlyAsync(response.AsMemory(0, StunHeader.Length), cancellation);
        if (!StunHeader.TryRead(response, out StunHeader header) || header.MessageLength > response.Length) throw new InvalidDataException("It does not speak STUN");
        await stream.ReadExactlyAsync(response.AsMemory(StunHeader.Length, header.MessageLength - StunHeader.Length), cancellation);
        return response[..header.MessageLength];
    }

    private sealed record Credential(string Username, string Realm, string Nonce, byte[] Key);
}
