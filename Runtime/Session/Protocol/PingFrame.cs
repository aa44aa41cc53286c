using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Client to server: the client lives; does the server? Answered by <see cref="PongFrame"/>, before and in a lobby.</summary>
    internal sealed class PingFrame : NumberedFrame
    {
        public PingFrame(long id, long? received = null, bool isSettled = false) : base(id)
        {
            Received = received;
            IsSettled = isSettled;
        }

        public override string Type => FrameType.Ping;

        /// <summary>The newest <see cref="SignalFrame.Sequence"/> that the client has; the server need not keep these.</summary>
        public long? Received { get; }

        /// <summary>
        /// Whether the client's join is over and it means to stay. Only then does the server keep its place for
        /// <see cref="ConnectionRules.GraceMilliseconds"/> when its connection breaks; who was still joining is hardly ever seen again.
        /// </summary>
        public bool IsSettled { get; }

        internal static PingFrame Read(FrameMembers members) =>
            new PingFrame(members.Id(), members.OptionalInteger("received", 0, ProtocolLimits.MaxInteger), members.Flag("settled"));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            if (Received is long received) writer.WriteNumber("received", received);
            if (IsSettled) writer.WriteBoolean("settled", true);
        }
    }
}
