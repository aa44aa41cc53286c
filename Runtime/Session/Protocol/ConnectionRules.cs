using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>The times and limits that the server holds a connection to; part of <see cref="WelcomeFrame"/>. Immutable.</summary>
    internal sealed class ConnectionRules
    {
        /// <summary>A client that sent nothing for so long sends a <see cref="PingFrame"/>. Default 5 s.</summary>
        public int HeartbeatMilliseconds { get; init; } = 5_000;

        /// <summary>A connection on which the server heard nothing for so long has ended. Default 15 s: two lost heartbeats are forgiven.</summary>
        public int TimeoutMilliseconds { get; init; } = 15_000;

        /// <summary>A member whose connection ended keeps its place for so long. Default 30 s: it may come back over another network.</summary>
        public int GraceMilliseconds { get; init; } = 30_000;

        /// <summary>
        /// A member whose connection ended before it said that its join was over (<see cref="PingFrame.IsSettled"/>) keeps its place for so long.
        /// Default 10 s: a program that was killed while it joined is soon forgotten, and one whose connection has died in silence finds out in time.
        /// </summary>
        public int JoinGraceMilliseconds { get; init; } = 10_000;

        /// <summary>Largest frame that the server takes, in bytes.</summary>
        public int MaxFrameBytes { get; init; } = ProtocolLimits.MaxFrameBytes;

        /// <summary>Largest lobby that the server makes.</summary>
        public int MaxPlayers { get; init; } = ProtocolLimits.MaxPlayers;

        /// <summary>Frames that the server takes from a connection for long. Default 100 a second.</summary>
        public int FramesPerSecond { get; init; } = 100;

        /// <summary>
        /// Frames that it takes at once. Default 1,000: who joins a lobby of 64 sends an offer and some candidates to each of the others.
        /// </summary>
        public int FrameBurst { get; init; } = 1_000;

        internal static ConnectionRules Read(FrameMembers members)
        {
            FrameMembers limits = members.Object("limits");
            return new ConnectionRules
            {
                HeartbeatMilliseconds = (int)members.Integer("heartbeatMs", 1, int.MaxValue),
                TimeoutMilliseconds = (int)members.Integer("timeoutMs", 1, int.MaxValue),
                GraceMilliseconds = (int)members.Integer("graceMs", 0, int.MaxValue),
                JoinGraceMilliseconds = (int)(members.OptionalInteger("joinGraceMs", 0, int.MaxValue) ?? 10_000),
                MaxFrameBytes = (int)limits.Integer("frameBytes", 1, int.MaxValue),
                MaxPlayers = (int)limits.Integer("players", 1, int.MaxValue),
                FramesPerSecond = (int)limits.Integer("framesPerSecond", 1, int.MaxValue),
                FrameBurst = (int)limits.Integer("frameBurst", 1, int.MaxValue),
            };
        }

        internal void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteNumber("heartbeatMs", HeartbeatMilliseconds);
            writer.WriteNumber("timeoutMs", TimeoutMilliseconds);
            writer.WriteNumber("graceMs", GraceMilliseconds);
            writer.WriteNumber("joinGraceMs", JoinGraceMilliseconds);
            writer.WriteStartObject("limits");
            writer.WriteNumber("frameBytes", MaxFrameBytes);
            writer.WriteNumber("players", MaxPlayers);
            writer.WriteNumber("framesPerSecond", FramesPerSecond);
            writer.WriteNumber("frameBurst", FrameBurst);
            writer.WriteEndObject();
        }
    }
}
