using System;

namespace P2PNet.Rtc.Turn
{
    /// <summary>What a <see cref="TurnClient"/> is made with. Immutable.</summary>
    internal sealed class TurnClientOptions
    {
        public TurnClientOptions(SocketId socket, in TransportAddress server, TurnTransport transport)
        {
            Socket = socket;
            Server = server;
            Transport = transport;
        }

        /// <summary>What reaches the server: the UDP socket of its family, or the connection to it.</summary>
        public SocketId Socket { get; }

        public TransportAddress Server { get; }

        public TurnTransport Transport { get; }

        /// <summary>Null (default): the server asks for none.</summary>
        public string? Username { get; init; }

        /// <summary>Goes with the name; never logged.</summary>
        public string? Credential { get; init; }

        /// <summary>Known beforehand together with <see cref="Nonce"/>, so that the first request is authenticated; null (default): the server names it.</summary>
        public string? Realm { get; init; }

        public string? Nonce { get; init; }

        /// <summary>Whether an IPv6 address is asked for beside the IPv4 one (RFC 8656 §7.1). Default true; a server that has none gives one alone.</summary>
        public bool WantsIPv6 { get; init; } = true;

        /// <summary>Seconds that the server is asked to keep the allocation for. Default 600, what RFC 8656 §3.2 says is usual.</summary>
        public uint Lifetime { get; init; } = 600;

        /// <summary>
        /// Silence of our own after which a refresh keeps NATs open. Default 15 s: NATs that follow RFC 4787 §4.3 hold a mapping for two
        /// minutes, others for 30 s.
        /// </summary>
        public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>
        /// Time without any answer to what was relayed after which the server is asked whether the allocation still stands. Default
        /// 300 ms: more than a round trip through the relay takes nearly anywhere, and a question too many costs one packet.
        /// </summary>
        public TimeSpan DoubtAfter { get; init; } = TimeSpan.FromMilliseconds(300);

        /// <summary>Most peers, by address, that permissions are held for. Default 512: a lobby of 64, each with eight addresses.</summary>
        public int MaxPermissions { get; init; } = 512;

        /// <summary>Most peers, by address and port, that get a channel; others get indications. Default 256, RFC 8656 §12 has 4096 numbers.</summary>
        public int MaxChannels { get; init; } = 256;
    }
}
