using System;
using System.Collections.Generic;
using System.IO;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// Reads what <see cref="SessionRecorder"/> wrote, entry by entry: <c>while (reader.Read()) …</c>. The properties are those of the entry that was read last; those that
    /// an entry of its <see cref="Kind"/> does not have are empty. For tools; a game that wants its handlers called has <see cref="SessionPlayer"/>. Thread: any, one at a time.
    /// </summary>
    public sealed class RecordingReader : IDisposable
    {
        // Kind and time.
        private const int CommonLength = 2;

        private readonly string _name;
        private readonly RecordingInput _input;
        private readonly Dictionary<int, RecordedPlayer> _players = new Dictionary<int, RecordedPlayer>();
        private readonly Dictionary<ushort, RecordedMessageType> _types = new Dictionary<ushort, RecordedMessageType>();
        private readonly List<int> _receivers = new List<int>();
        private byte[] _body = Array.Empty<byte>();
        private int _bodyLength;

        private RecordingReader(Stream stream, string name)
        {
            _name = name;
            _input = new RecordingInput(stream);
        }

        /// <summary>What the entry tells.</summary>
        public RecordedKind Kind { get; private set; }

        /// <summary>When it happened, since the recording began.</summary>
        public TimeSpan Time { get; private set; }

        /// <summary>Where the entry begins in the file.</summary>
        public long Offset { get; private set; }

        /// <summary>When the recording began.</summary>
        public DateTimeOffset StartedAt { get; private set; }

        /// <summary>What made it, such as <c>P2PNet 0.1.0</c>.</summary>
        public string Software { get; private set; } = string.Empty;

        /// <summary>Name of the lobby.</summary>
        public string LobbyName { get; private set; } = string.Empty;

        /// <summary>Players that fit into the lobby.</summary>
        public int MaxPlayers { get; private set; }

        /// <summary>Who it is about, or from: of entries about a player, its link or a message that came in. Null for the others, and for a host that there is none of.</summary>
        public RecordedPlayer? Player { get; private set; }

        /// <summary>To whom a message was sent: numbers of players.</summary>
        public IReadOnlyList<int> Receivers => _receivers;

        /// <summary>How a message travelled.</summary>
        public Delivery Delivery { get; private set; }

        /// <summary>The id of a message, or of a type of message.</summary>
        public ushort MessageId { get; private set; }

        /// <summary>The body of a message, a request or a response: one MessagePack value, if its sender told the truth. Of a refusal what it says. Valid until the next read.</summary>
        public ReadOnlySpan<byte> Body => new ReadOnlySpan<byte>(_body, 0, _bodyLength);

        /// <summary>Whether a request, response or refusal went out; else it came in.</summary>
        public bool IsSent { get; private set; }

        /// <summary>Which of the three it is.</summary>
        public RecordedRequestPart RequestPart { get; private set; }

        /// <summary>The number by which the asking side tells its requests apart.</summary>
        public uint RequestNumber { get; private set; }

        /// <summary>What happened to a link.</summary>
        public RecordedLinkChange LinkChange { get; private set; }

        /// <summary>Why a link ended; null where it did not, or in order.</summary>
        public LinkFailure? Failure { get; private set; }

        /// <summary>Where the session stands: of the header, and of entries about it.</summary>
        public SessionState State { get; private set; }

        /// <summary>A sentence: why the state is so, or a message was rejected.</summary>
        public string? Reason { get; private set; }

        /// <summary>Messages that are missing at a gap.</summary>
        public long MissingMessages { get; private set; }

        /// <summary>Bytes of the messages that are missing at a gap.</summary>
        public long MissingBytes { get; private set; }

        /// <summary>Whether the file ended within an entry, or without the entry that ends it: its writer crashed, or it is still being written. Known at the end.</summary>
        public bool IsCut { get; private set; }

        /// <summary>Every player that was told of so far, by its number.</summary>
        public IReadOnlyDictionary<int, RecordedPlayer> Players => _players;

        /// <summary>Every type of message that was told of so far, by its id.</summary>
        public IReadOnlyDictionary<ushort, RecordedMessageType> MessageTypes => _types;

        /// <summary>Opens a recording and reads its header.</summary>
        /// <param name="path">The file's path.</param>
        /// <exception cref="InvalidDataException">It is no recording, or of a version that is not known here.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public static RecordingReader Open(string path)
        {
            if (path == null) throw new ArgumentNullException(nameof(path));
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), path);
        }

        /// <summary>Reads the next entry.</summary>
        /// <returns>False at the end; see <see cref="IsCut"/>.</returns>
        /// <exception cref="InvalidDataException">The file is damaged; the sentence says at which byte.</exception>
        public bool Read()
        {
            bool wasEnd = Kind == RecordedKind.End;
            Offset = _input.Offset;
            if (!TryRead(out ReadOnlySpan<byte> entry))
            {
                IsCut = _input.IsCut || !wasEnd;
                return false;
            }

            if (wasEnd) throw Damaged("there is something behind the end");
            Parse(entry);
            return true;
        }

        /// <inheritdoc/>
        public void Dispose() => _input.Dispose();

        /// <summary>Takes the stream.</summary>
        internal static RecordingReader Open(Stream stream, string name)
        {
            var reader = new RecordingReader(stream, name);
            try
            {
                if (!reader.TryRead(out ReadOnlySpan<byte> entry)) throw reader.Damaged("it is no recording, or was cut off within its header");
                reader.Parse(entry);
                return reader;
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }

        /// <summary>Goes on at an entry that was read before; the tables keep what they know.</summary>
        internal void Seek(long offset, TimeSpan timeBefore)
        {
            _input.Seek(offset);
            Time = timeBefore;
            Kind = RecordedKind.Gap;
        }

        private bool TryRead(out ReadOnlySpan<byte> entry)
        {
            try
            {
                return _input.TryRead(out entry);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException(_name + " is damaged: " + e.Message);
            }
        }

        private void Parse(ReadOnlySpan<byte> entry)
        {
            Player = null;
            Failure = null;
            Reason = null;
            _receivers.Clear();
            _bodyLength = 0;
            try
            {
                var reader = new MessagePackReader(entry);
                int length = reader.ReadArrayHeader();
                Kind = (RecordedKind)reader.ReadByte();
                long microseconds = reader.ReadInt64();
                if (microseconds < 0 || microseconds > TimeSpan.MaxValue.Ticks / 10) throw Damaged("its time is none");
                var time = new TimeSpan(microseconds * 10);
                if (time < Time) throw Damaged("its time is before that of the entry before it");
                Time = time;
                if ((Kind == RecordedKind.Header) != (Offset == 0)) throw Damaged("a header belongs at the beginning, and nowhere else");
                int known = ReadMembers(ref reader, length);
                // Later versions may add values to entries.
                for (int i = known; i < length; i++) reader.Skip();
            }
            catch (MessagePackException e)
            {
                throw Damaged(Offset == 0 ? "it is no recording" : e.Message.TrimEnd('.') + " of it");
            }
        }

        /// <returns>How many values it has read, with kind and time.</returns>
        private int ReadMembers(ref MessagePackReader reader, int length)
        {
            switch (Kind)
            {
                case RecordedKind.Header:
                    Expect(length, RecordingFormat.HeaderLength);
                    ReadHeader(ref reader);
                    return RecordingFormat.HeaderLength;
                case RecordedKind.MessageType:
                    Expect(length, RecordingFormat.MessageTypeLength);
                    MessageId = reader.ReadUInt16();
                    _types[MessageId] = new RecordedMessageType(MessageId, Text(ref reader), reader.ReadUInt64(), Text(ref reader));
                    return RecordingFormat.MessageTypeLength;
                case RecordedKind.Player:
                    Expect(length, RecordingFormat.PlayerLength);
                    ReadPlayer(ref reader);
                    return RecordingFormat.PlayerLength;
                case RecordedKind.PlayerLeft:
                    Expect(length, RecordingFormat.PlayerLeftLength);
                    Player = KnownPeer(ref reader);
                    return RecordingFormat.PlayerLeftLength;
                case RecordedKind.HostChanged:
                    Expect(length, RecordingFormat.HostChangedLength);
                    if (!reader.TryReadNil()) Player = KnownPlayer(reader.ReadInt32());
                    return RecordingFormat.HostChangedLength;
                case RecordedKind.LinkChanged:
                    Expect(length, RecordingFormat.LinkChangedLength);
                    ReadLinkChange(ref reader);
                    return RecordingFormat.LinkChangedLength;
                case RecordedKind.StateChanged:
                    Expect(length, RecordingFormat.StateChangedLength);
                    State = (SessionState)Choice(ref reader, (int)SessionState.Ended);
                    Reason = OptionalText(ref reader);
                    return RecordingFormat.StateChangedLength;
                case RecordedKind.MessageRejected:
                    Expect(length, RecordingFormat.MessageRejectedLength);
                    Player = KnownPeer(ref reader);
                    Reason = Text(ref reader);
                    return RecordingFormat.MessageRejectedLength;
                case RecordedKind.Received:
                    Expect(length, RecordingFormat.MessageLength);
                    Player = KnownPeer(ref reader);
                    ReadMessage(ref reader);
                    return RecordingFormat.MessageLength;
                case RecordedKind.Sent:
                    Expect(length, RecordingFormat.MessageLength);
                    int count = reader.ReadArrayHeader();
                    for (int i = 0; i < count; i++) _receivers.Add(KnownPeer(ref reader).Number);
                    ReadMessage(ref reader);
                    return RecordingFormat.MessageLength;
                case RecordedKind.Gap:
                    Expect(length, RecordingFormat.GapLength);
                    MissingMessages = reader.ReadInt64();
                    MissingBytes = reader.ReadInt64();
                    return RecordingFormat.GapLength;
                case RecordedKind.Request:
                    Expect(length, RecordingFormat.RequestLength);
                    ReadRequest(ref reader);
                    return RecordingFormat.RequestLength;
                case RecordedKind.End:
                    Expect(length, RecordingFormat.EndLength);
                    return RecordingFormat.EndLength;
                default:
                    // A later version's: passed over.
                    return CommonLength;
            }
        }

        private void ReadHeader(ref MessagePackReader reader)
        {
            if (reader.ReadString() != RecordingFormat.Magic) throw Damaged("it is no recording");
            int version = reader.ReadInt32();
            if (version != RecordingFormat.Version) throw Damaged("it is of version " + version + ", and this is a reader of version " + RecordingFormat.Version);
            long startedAt = reader.ReadInt64();
            if (startedAt < 0 || startedAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) throw Damaged("it began at no time");
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(startedAt);
            Software = Text(ref reader);
            LobbyName = Text(ref reader);
            MaxPlayers = reader.ReadInt32();
            State = (SessionState)Choice(ref reader, (int)SessionState.Ended);
            Reason = OptionalText(ref reader);
        }

        private void ReadPlayer(ref MessagePackReader reader)
        {
            int number = reader.ReadInt32();
            string id = Text(ref reader);
            // One that is read again, after a jump back, is the same.
            if (number < 0 || (_players.TryGetValue(number, out RecordedPlayer? known) && known.Id != id)) throw Damaged("another player is number " + number);
            Player = new RecordedPlayer(number, id, Text(ref reader), (PeerState)Choice(ref reader, (int)PeerState.Disconnected), reader.ReadBoolean(), reader.ReadBoolean());
            _players[number] = Player;
        }

        private void ReadLinkChange(ref MessagePackReader reader)
        {
            Player = KnownPeer(ref reader);
            LinkChange = (RecordedLinkChange)Choice(ref reader, (int)RecordedLinkChange.Disconnected);
            bool hasStage = !reader.TryReadNil();
            LinkStage stage = hasStage ? (LinkStage)Choice(ref reader, (int)LinkStage.Established) : LinkStage.Established;
            string? reason = OptionalText(ref reader);
            if (hasStage) Failure = new LinkFailure(stage, reason ?? string.Empty);
        }

        private void ReadMessage(ref MessagePackReader reader)
        {
            Delivery = (Delivery)Choice(ref reader, (int)Delivery.Unreliable);
            MessageId = reader.ReadUInt16();
            Keep(reader.ReadBinary());
        }

        private void ReadRequest(ref MessagePackReader reader)
        {
            Player = KnownPeer(ref reader);
            IsSent = reader.ReadBoolean();
            RequestPart = (RecordedRequestPart)Choice(ref reader, (int)RecordedRequestPart.Refusal);
            ReadOnlySpan<byte> rest = reader.ReadBinary();
            // A peer may have sent anything.
            RequestNumber = LinkFrame.TryReadUInt32(ref rest, out uint number) ? number : 0;
            MessageId = RequestPart != RecordedRequestPart.Refusal && LinkFrame.TryReadUInt16(ref rest, out ushort id) ? id : (ushort)0;
            Keep(rest);
        }

        private void Keep(ReadOnlySpan<byte> body)
        {
            if (_body.Length < body.Length) _body = new byte[Math.Max(body.Length, 1024)];
            body.CopyTo(_body);
            _bodyLength = body.Length;
        }

        private void Expect(int length, int needed)
        {
            if (length < needed) throw Damaged("it has " + length + " values instead of " + needed);
        }

        private string Text(ref MessagePackReader reader) => Checked(reader.ReadString());

        private string? OptionalText(ref MessagePackReader reader) => reader.TryReadNil() ? null : Checked(reader.ReadString());

        private string Checked(string text) =>
            text.Length <= RecordingFormat.MaxTextLength ? text : throw Damaged("it has a text of " + text.Length + " characters, where " + RecordingFormat.MaxTextLength + " are the limit");

        private int Choice(ref MessagePackReader reader, int highest)
        {
            int value = reader.ReadByte();
            return value <= highest ? value : throw Damaged("it has a " + value + " where " + highest + " is the highest");
        }

        private RecordedPlayer KnownPlayer(int number) =>
            _players.TryGetValue(number, out RecordedPlayer? player) ? player : throw Damaged("it names player " + number + ", whom nobody has introduced");

        /// <summary>Any player but the one who recorded, to whom there is no link.</summary>
        private RecordedPlayer KnownPeer(ref MessagePackReader reader)
        {
            int number = reader.ReadInt32();
            return number != RecordingFormat.Self ? KnownPlayer(number) : throw Damaged("it names the player who recorded where another belongs");
        }

        private InvalidDataException Damaged(string what) => new InvalidDataException(_name + " is damaged: the entry at byte " + Offset + " cannot be read: " + what + ".");
    }
}
