using System;
using System.Collections.Generic;

namespace P2PNet
{
    /// <summary>What is known of a recording once it was read from end to end: how long it is, and where to go on from for any time.</summary>
    internal sealed class RecordingIndex
    {
        private const int EntriesBetweenMarks = 1024;

        private readonly List<Entry> _marks = new List<Entry>();
        private readonly List<Entry> _changes = new List<Entry>();
        private readonly List<RecordedPlayer> _players = new List<RecordedPlayer>();

        private RecordingIndex(RecordingReader header)
        {
            LobbyName = header.LobbyName;
            MaxPlayers = header.MaxPlayers;
            State = header.State;
            StateReason = header.Reason;
        }

        public string LobbyName { get; }

        public int MaxPlayers { get; }

        /// <summary>At the beginning.</summary>
        public SessionState State { get; }

        public string? StateReason { get; }

        /// <summary>Those who were there at the beginning, in the order in which they had joined.</summary>
        public IReadOnlyList<RecordedPlayer> Players => _players;

        /// <summary>The entries that change what the game sees of the session.</summary>
        public IReadOnlyList<Entry> Changes => _changes;

        public TimeSpan Duration { get; private set; }

        public bool IsCut { get; private set; }

        public long Messages { get; private set; }

        public long MissingMessages { get; private set; }

        /// <summary>Reads on from behind the header, and leaves the reader there again.</summary>
        public static RecordingIndex Read(RecordingReader reader)
        {
            var index = new RecordingIndex(reader);
            for (int i = 0; reader.Read(); i++)
            {
                if (i % EntriesBetweenMarks == 0) index._marks.Add(new Entry(reader.Offset, reader.Time));
                index.Add(reader);
            }

            index.Duration = reader.Time;
            index.IsCut = reader.IsCut;
            if (index._marks.Count == 0) index._marks.Add(new Entry(reader.Offset, TimeSpan.Zero));
            reader.Seek(index._marks[0].Offset, TimeSpan.Zero);
            return index;
        }

        /// <summary>The last marked entry that is earlier than the time, or the first of all.</summary>
        public Entry Before(TimeSpan time)
        {
            int low = 0;
            for (int high = _marks.Count - 1; low < high;)
            {
                int middle = (low + high + 1) / 2;
                if (_marks[middle].Time < time) low = middle;
                else high = middle - 1;
            }

            return _marks[low];
        }

        private void Add(RecordingReader reader)
        {
            switch (reader.Kind)
            {
                case RecordedKind.Player when !reader.Player!.IsJoining:
                    _players.Add(reader.Player);
                    break;
                case RecordedKind.Player:
                case RecordedKind.PlayerLeft:
                case RecordedKind.HostChanged:
                case RecordedKind.LinkChanged:
                case RecordedKind.StateChanged:
                    _changes.Add(new Entry(reader.Offset, reader.Time));
                    break;
                case RecordedKind.Received:
                case RecordedKind.Sent:
                case RecordedKind.Request:
                    Messages++;
                    break;
                case RecordedKind.Gap:
                    MissingMessages += reader.MissingMessages;
                    break;
            }
        }

        /// <summary>A place in the file.</summary>
        internal readonly struct Entry
        {
            public readonly long Offset;
            public readonly TimeSpan Time;

            public Entry(long offset, TimeSpan time)
            {
                Offset = offset;
                Time = time;
            }
        }
    }
}
