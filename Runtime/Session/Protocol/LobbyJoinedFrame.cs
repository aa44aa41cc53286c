using System;
using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to client, in answer to a create or join: the client is a member, and this is the lobby.</summary>
    internal sealed class LobbyJoinedFrame : NumberedFrame
    {
        public LobbyJoinedFrame(long id, LobbySnapshot lobby, string? resumeToken = null, IReadOnlyList<IceServer>? iceServers = null) : base(id)
        {
            Lobby = lobby;
            ResumeToken = resumeToken;
            IceServers = iceServers ?? Array.Empty<IceServer>();
        }

        public override string Type => FrameType.LobbyJoined;

        /// <summary>The lobby with the client in it, last of the players. Everything later comes as events.</summary>
        public LobbySnapshot Lobby { get; }

        /// <summary>What takes the membership over to another connection, by <see cref="ResumeLobbyFrame"/>. A secret: it must not reach a log.</summary>
        public string? ResumeToken { get; }

        /// <summary>
        /// The STUN and TURN servers for this member, in place of the welcome's, with credentials made for it; empty where the server names
        /// none here.
        /// </summary>
        public IReadOnlyList<IceServer> IceServers { get; }

        internal static LobbyJoinedFrame Read(FrameMembers members) => new LobbyJoinedFrame(
            members.Id(),
            LobbySnapshot.Read(members.Object("lobby")),
            members.OptionalText("resumeToken", ProtocolLimits.MaxIdLength),
            IceServer.ReadAll(members, "iceServers"));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            Lobby.Write(writer, "lobby");
            if (ResumeToken != null) writer.WriteString("resumeToken", ResumeToken);
            if (IceServers.Count > 0) IceServer.WriteAll(writer, "iceServers", IceServers);
        }
    }
}
