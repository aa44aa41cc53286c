using System.Text.Json;

namespace P2PNet.Protocol
{
    /// <summary>Something happened in the lobby. Every member gets the same events in the same order.</summary>
    internal abstract class LobbyEventFrame : Frame
    {
        private protected LobbyEventFrame(long revision) => Revision = revision;

        /// <summary>The lobby's revision after this event: one more than before it, starting from <see cref="LobbySnapshot.Revision"/>.</summary>
        public long Revision { get; }

        protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("revision", Revision);
    }
}
