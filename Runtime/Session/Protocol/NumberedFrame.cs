using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>A client's request or the reply to one, which repeats its number, as the <see cref="ErrorFrame"/> does that comes instead.</summary>
    internal abstract class NumberedFrame : Frame
    {
        private protected NumberedFrame(long id) => Id = id;

        /// <summary>Chosen by the client, 0 to <see cref="ProtocolLimits.MaxInteger"/>; unique among its requests without a reply.</summary>
        public long Id { get; }

        protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("id", Id);
    }
}
