using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to client, in answer to <see cref="HelloFrame"/>: who the client is here, and by which rules they talk.</summary>
    internal sealed class WelcomeFrame : Frame
    {
        public WelcomeFrame(string playerId, ConnectionRules rules, IReadOnlyList<IceServer> iceServers, long serverTime, int protocol = ProtocolLimits.Version)
        {
            PlayerId = playerId;
            Rules = rules;
            IceServers = iceServers;
            ServerTime = serverTime;
            Protocol = protocol;
        }

        public override string Type => FrameType.Welcome;

        /// <summary>The version that the server speaks.</summary>
        public int Protocol { get; }

        /// <summary>The identity that the server gave to this client; the same as in the lobby's list of players.</summary>
        public string PlayerId { get; }

        public ConnectionRules Rules { get; }

        /// <summary>In the order in which to try them.</summary>
        public IReadOnlyList<IceServer> IceServers { get; }

        /// <summary>Milliseconds since 1970-01-01 UTC by the server's clock.</summary>
        public long ServerTime { get; }

        internal static WelcomeFrame Read(FrameMembers members) => new WelcomeFrame(
            members.Text("playerId", ProtocolLimits.MaxIdLength),
            ConnectionRules.Read(members),
            members.Objects("iceServers", ProtocolLimits.MaxIceServers, IceServer.Read),
            members.Integer("serverTime", 0, ProtocolLimits.MaxInteger),
            (int)members.Integer("protocol", 1, int.MaxValue));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteNumber("protocol", Protocol);
            writer.WriteString("playerId", PlayerId);
            Rules.WriteMembers(writer);
            IceServer.WriteAll(writer, "iceServers", IceServers);
            writer.WriteNumber("serverTime", ServerTime);
        }
    }
}
