using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Server to client, in answer to <see cref="PingFrame"/>.</summary>
    internal sealed class PongFrame : NumberedFrame
    {
        public PongFrame(long id, long serverTime, long? received = null) : base(id)
        {
            ServerTime = serverTime;
            Received = received;
        }

        public override string Type => FrameType.Pong;

        /// <summary>Milliseconds since 1970-01-01 UTC by the server's clock.</summary>
        public long ServerTime { get; }

        /// <summary>The newest <see cref="SignalFrame.Sequence"/> that the server has of this client; the client need not keep these.</summary>
        public long? Received { get; }

        internal static PongFrame Read(FrameMembers members) => new PongFrame(members.Id(), members.Integer("serverTime", 0, ProtocolLimits.MaxInteger), members.OptionalInteger("received", 0, ProtocolLimits.MaxInteger));

        protected override void WriteMembers(Utf8JsonWriter writer)
        {
            base.WriteMembers(writer);
            writer.WriteNumber("serverTime", ServerTime);
            if (Received is long received) writer.WriteNumber("received", received);
        }
    }
}
