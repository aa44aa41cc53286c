using System;
using System.Collections.Generic;
using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to client, in answer to <see cref="ResumeLobbyFrame"/>: the membership goes on over this connection.</summary>
    internal sealed class LobbyResumedFrame : NumberedFrame
    {
        public LobbyResumedFrame(long id, string playerId, long received, LobbySnapshot lobby, IReadOnlyList<IceServer>? iceServers = null) : base(id)
        {
            PlayerId = playerId;
            Received = received;
            Lobby = lobby;
            IceServers = iceServers ?? Array.Empty<IceServer>();
        }

        public override string Type => FrameType.LobbyResumed;

        /// <summary>The client's identity in the lobby, which is not the one that this connection's welcome named.</summary>
        public string PlayerId { get; }

        /// <summary>The newest <see cref="SignalFrame.Sequence"/> that the server has of the client, which sends those after it again.</summary>
        public long Received { get; }

        /// <summary>The lobby as it is now, in place of the events that the client may have missed. Signals that it missed follow.</summary>
        public LobbySnapshot Lobby { get; }

        /// <inheritdoc cref="LobbyJoinedFrame.IceServers"/>
        public IReadOnlyList<IceServer> IceServers { get; }

        internal static LobbyResumedFrame Read(FrameMembers members) => new LobbyResumedFrame(
            members.Id(),
            members.Text("playerId", ProtocolLimits.MaxIdLength),
            members.Integer("received", 0, ProtocolLimits.MaxInteger),
            LobbySnapshot.Read(members.Object("lobby")),
            IceServer.ReadAll(members, "iceServers"));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("playerId", PlayerId);
            writer.WriteNumber("received", Received);
            Lobby.Write(writer, "lobby");
            if (IceServers.Count > 0) IceServer.WriteAll(writer, "iceServers", IceServers);
        }
    }
}
