using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Client to server: the client lives; does the server? Answered by <see cref="PongFrame"/>, before and in a lobby.</summary>
    internal sealed class PingFrame : NumberedFrame
    {
        public PingFrame(long id, long? received = null) : base(id) => Received = received;

        public override string Type => FrameType.Ping;

        /// <summary>The newest <see cref="SignalFrame.Sequence"/> that the client has; the server need not keep these.</summary>
        public long? Received { get; }

        internal static PingFrame Read(FrameMembers members) => new PingFrame(members.Id(), members.OptionalInteger("received", 0, ProtocolLimits.MaxInteger));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            if (Received is long received) writer.WriteNumber("received", received);
        }
    }
}
