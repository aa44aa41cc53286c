using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>
    /// Client to server, right after hello on another connection: that one is to carry the client's membership from now on, in place of the
    /// one that had it. Answered by <see cref="LobbyResumedFrame"/>.
    /// </summary>
    internal sealed class ResumeLobbyFrame : NumberedFrame
    {
        public ResumeLobbyFrame(long id, string lobbyId, string resumeToken, long received) : base(id)
        {
            LobbyId = lobbyId;
            ResumeToken = resumeToken;
            Received = received;
        }

        public override string Type => FrameType.ResumeLobby;

        public string LobbyId { get; }

        /// <summary>As <see cref="LobbyJoinedFrame.ResumeToken"/> gave it. A secret: it must not reach a log.</summary>
        public string ResumeToken { get; }

        /// <summary>The newest <see cref="SignalFrame.Sequence"/> that the client has; those after it come again.</summary>
        public long Received { get; }

        internal static ResumeLobbyFrame Read(FrameMembers members) => new ResumeLobbyFrame(
            members.Id(),
            members.Text("lobbyId", ProtocolLimits.MaxIdLength),
            members.Text("resumeToken", ProtocolLimits.MaxIdLength),
            members.Integer("received", 0, ProtocolLimits.MaxInteger));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteString("lobbyId", LobbyId);
            writer.WriteString("resumeToken", ResumeToken);
            writer.WriteNumber("received", Received);
        }
    }
}
