using System;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Writes the entries of a recording, as Documentation~/recording.md has them. Every call answers whether there was room. Thread: the game's.</summary>
    internal sealed class RecordingWriter
    {
        // An entry without its texts and its body: up to ten values of up to nine bytes.
        private const int MaxFixedSize = 100;
        private const int MaxBytesOfUtf16 = 3;

        private readonly RecordingFile _file;
        private readonly Func<TimeSpan> _clock;

        /// <param name="file">Where the entries go.</param>
        /// <param name="clock">The time since the recording began.</param>
        public RecordingWriter(RecordingFile file, Func<TimeSpan> clock)
        {
            _file = file;
            _clock = clock;
        }

        /// <summary>Whether half of the room is free: what began to miss messages goes on then, and not at each byte that becomes free.</summary>
        public bool HasRoomAgain => _file.HasRoomAgain;

        public bool Header(DateTimeOffset startedAt, string software, string lobby, int maxPlayers, SessionState state, string? reason)
        {
            if (!Begin(SizeOf(software) + SizeOf(lobby) + SizeOf(reason), true, RecordedKind.Header, RecordingFormat.HeaderLength, out MessagePackWriter writer)) return false;
            writer.WriteString(RecordingFormat.Magic);
            writer.WriteInt32(RecordingFormat.Version);
            writer.WriteInt64(startedAt.ToUnixTimeMilliseconds());
            writer.WriteString(software);
            WriteText(ref writer, lobby);
            writer.WriteInt32(maxPlayers);
            writer.WriteByte((byte)state);
            WriteText(ref writer, reason);
            return End(ref writer);
        }

        public bool MessageType(MessageDescriptor type)
        {
            if (!Begin(SizeOf(type.Name) + SizeOf(type.Schema), true, RecordedKind.MessageType, RecordingFormat.MessageTypeLength, out MessagePackWriter writer)) return false;
            writer.WriteUInt16(type.Id);
            WriteText(ref writer, type.Name);
            writer.WriteUInt64(type.SchemaHash);
            writer.WriteString(type.Schema.Length <= RecordingFormat.MaxTextLength ? type.Schema : string.Empty);
            return End(ref writer);
        }

        public bool Player(int number, Player player, PeerState state, bool isJoining)
        {
            if (!Begin(SizeOf(player.Id) + SizeOf(player.Name), true, RecordedKind.Player, RecordingFormat.PlayerLength, out MessagePackWriter writer)) return false;
            writer.WriteInt32(number);
            WriteText(ref writer, player.Id);
            WriteText(ref writer, player.Name);
            writer.WriteByte((byte)state);
            writer.WriteBoolean(isJoining);
            writer.WriteBoolean(player.IsHost);
            return End(ref writer);
        }

        public bool PlayerLeft(int number)
        {
            if (!Begin(0, true, RecordedKind.PlayerLeft, RecordingFormat.PlayerLeftLength, out MessagePackWriter writer)) return false;
            writer.WriteInt32(number);
            return End(ref writer);
        }

        /// <param name="number">-1 for nobody.</param>
        public bool HostChanged(int number)
        {
            if (!Begin(0, true, RecordedKind.HostChanged, RecordingFormat.HostChangedLength, out MessagePackWriter writer)) return false;
            if (number < 0) writer.WriteNil();
            else writer.WriteInt32(number);
            return End(ref writer);
        }

        public bool LinkChanged(int number, RecordedLinkChange change, LinkFailure? failure)
        {
            if (!Begin(SizeOf(failure?.Reason), true, RecordedKind.LinkChanged, RecordingFormat.LinkChangedLength, out MessagePackWriter writer)) return false;
            writer.WriteInt32(number);
            writer.WriteByte((byte)change);
            if (failure == null) writer.WriteNil();
            else writer.WriteByte((byte)failure.Stage);
            WriteText(ref writer, failure?.Reason);
            return End(ref writer);
        }

        public bool StateChanged(SessionState state, string? reason)
        {
            if (!Begin(SizeOf(reason), true, RecordedKind.StateChanged, RecordingFormat.StateChangedLength, out MessagePackWriter writer)) return false;
            writer.WriteByte((byte)state);
            WriteText(ref writer, reason);
            return End(ref writer);
        }

        public bool MessageRejected(int number, string reason)
        {
            if (!Begin(SizeOf(reason), true, RecordedKind.MessageRejected, RecordingFormat.MessageRejectedLength, out MessagePackWriter writer)) return false;
            writer.WriteInt32(number);
            WriteText(ref writer, reason);
            return End(ref writer);
        }

        public bool Received(int number, Delivery delivery, ushort id, ReadOnlySpan<byte> body)
        {
            if (!Begin(body.Length, false, RecordedKind.Received, RecordingFormat.MessageLength, out MessagePackWriter writer)) return false;
            writer.WriteInt32(number);
            return EndMessage(ref writer, delivery, id, body);
        }

        public bool Sent(ReadOnlySpan<int> numbers, Delivery delivery, ushort id, ReadOnlySpan<byte> body)
        {
            if (!Begin(body.Length + (numbers.Length * sizeof(long)), false, RecordedKind.Sent, RecordingFormat.MessageLength, out MessagePackWriter writer)) return false;
            writer.WriteArrayHeader(numbers.Length);
            foreach (int number in numbers) writer.WriteInt32(number);
            return EndMessage(ref writer, delivery, id, body);
        }

        /// <param name="number">Whose link it is.</param>
        /// <param name="isSent">Whether it goes out.</param>
        /// <param name="part">What it is.</param>
        /// <param name="content">What follows the kind of the frame.</param>
        public bool Request(int number, bool isSent, RecordedRequestPart part, ReadOnlySpan<byte> content)
        {
            if (!Begin(content.Length, false, RecordedKind.Request, RecordingFormat.RequestLength, out MessagePackWriter writer)) return false;
            writer.WriteInt32(number);
            writer.WriteBoolean(isSent);
            writer.WriteByte((byte)part);
            writer.WriteBinary(content);
            return End(ref writer);
        }

        public bool Gap(long messages, long bytes)
        {
            if (!Begin(0, true, RecordedKind.Gap, RecordingFormat.GapLength, out MessagePackWriter writer)) return false;
            writer.WriteInt64(messages);
            writer.WriteInt64(bytes);
            return End(ref writer);
        }

        public bool End()
        {
            return Begin(0, true, RecordedKind.End, RecordingFormat.EndLength, out MessagePackWriter writer) && End(ref writer);
        }

        private static int SizeOf(string? text) => text == null ? 1 : Math.Min(text.Length, RecordingFormat.MaxTextLength) * MaxBytesOfUtf16;

        private static void WriteText(ref MessagePackWriter writer, string? text)
        {
            if (text == null) writer.WriteNil();
            else writer.WriteString(text.AsSpan(0, Math.Min(text.Length, RecordingFormat.MaxTextLength)));
        }

        /// <summary>Writes what all entries begin with. True: the file's gate is held until the entry's end.</summary>
        private bool Begin(int size, bool isNeeded, RecordedKind kind, int length, out MessagePackWriter writer)
        {
            PooledBuffer? chunk = _file.BeginEntry(MaxFixedSize + size, isNeeded);
            if (chunk == null)
            {
                writer = default;
                return false;
            }

            writer = new MessagePackWriter(chunk);
            writer.WriteArrayHeader(length);
            writer.WriteByte((byte)kind);
            // Microseconds; read within the gate, so that no entry is earlier than the one before it.
            writer.WriteInt64(kind == RecordedKind.Header ? 0 : _clock().Ticks / (TimeSpan.TicksPerMillisecond / 1000));
            return true;
        }

        private bool EndMessage(ref MessagePackWriter writer, Delivery delivery, ushort id, ReadOnlySpan<byte> body)
        {
            writer.WriteByte((byte)delivery);
            writer.WriteUInt16(id);
            writer.WriteBinary(body);
            return End(ref writer);
        }

        private bool End(ref MessagePackWriter writer)
        {
            writer.Flush();
            _file.EndEntry();
            return true;
        }
    }
}
