using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>
    /// What a peer's frames say of its messages, compared with ours. Reads any bytes: what cannot be read throws <see cref="MessagePackException"/>, and what
    /// it remembers is bounded by the messages that we have.
    /// </summary>
    internal sealed class SchemaDifferences
    {
        private const int MaxNameLength = 200;

        private readonly MessageSchemas _ours;
        private readonly string _local;
        private readonly string _remote;
        private readonly HashSet<ushort> _found = new HashSet<ushort>();
        private string? _firstName;

        public SchemaDifferences(MessageSchemas ours, string local, string remote)
        {
            _ours = ours;
            _local = local;
            _remote = remote;
        }

        /// <summary>Messages with the same id and name and another hash: their texts decide. By name.</summary>
        public List<MessageDescriptor> Undecided { get; } = new List<MessageDescriptor>();

        /// <summary>The first, by name, that the two do not read alike.</summary>
        public MessageMismatch? First { get; private set; }

        /// <summary>How many differ in a way that is not known, since the peer's texts did not say.</summary>
        public int Uncompared { get; private set; }

        /// <summary>How many of the peer's messages are unknown here.</summary>
        public int TheirsOnly { get; private set; }

        /// <summary>How many of ours the peer did not name.</summary>
        public int OursOnly => _ours.Messages.Length - _found.Count;

        /// <summary>An array of [id, schema hash, name].</summary>
        public void ReadTable(ref MessagePackReader reader)
        {
            for (int left = reader.ReadArrayHeader(); left > 0; left--)
            {
                if (reader.ReadArrayHeader() != 3) throw NotAnEntry(ref reader);
                Compare(reader.ReadUInt16(), reader.ReadUInt64(), reader.ReadString());
            }

            Undecided.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        }

        /// <summary>An array of [id, schema text].</summary>
        public void ReadTexts(ref MessagePackReader reader)
        {
            for (int left = reader.ReadArrayHeader(); left > 0; left--)
            {
                if (reader.ReadArrayHeader() != 2) throw NotAnEntry(ref reader);
                ushort id = reader.ReadUInt16();
                string theirs = reader.ReadString();
                int index = Undecided.FindIndex(m => m.Id == id);
                if (index < 0) continue;
                MessageDescriptor ours = Undecided[index];
                // Each once, however often it comes.
                Undecided.RemoveAt(index);
                bool areUnknown = ours.Schema.Length == 0 && theirs.Length == 0;
                string difference = string.Empty;
                if (areUnknown || !SchemaComparison.AreCompatible(ours.Schema, theirs, out difference))
                    Add(ours.Name, MismatchSentences.Differs(ours, difference, _local, _remote));
            }

            // Too long for a frame, together: no reason to believe that they are misread.
            Uncompared = Undecided.Count;
            Undecided.Clear();
        }

        private static MessagePackException NotAnEntry(ref MessagePackReader reader) =>
            new MessagePackException(reader.Position, "an entry of a table of messages", "an array of another length");

        private void Compare(ushort id, ulong hash, string name)
        {
            if (!_ours.TryGet(id, out MessageDescriptor? ours))
            {
                if (!_ours.TryGet(name, out ours)) TheirsOnly++;
                else if (_found.Add(ours!.Id)) Add(name, MismatchSentences.OtherId(ours, id, _local, _remote));
                return;
            }

            // Twice in one table: the first counts.
            if (!_found.Add(id)) return;
            if (ours!.Name != name)
            {
                // Both sides have to choose the same one as the first, and have the two names alone in common.
                string first = string.CompareOrdinal(ours.Name, name) < 0 ? ours.Name : name;
                Add(first, MismatchSentences.OtherName(ours, LinkFrame.Printable(name, MaxNameLength), _local, _remote));
            }
            else if (ours.SchemaHash != hash)
            {
                Undecided.Add(ours);
            }
        }

        private void Add(string name, MessageMismatch mismatch)
        {
            if (_firstName != null && string.CompareOrdinal(_firstName, name) <= 0) return;
            _firstName = name;
            First = mismatch;
        }
    }
}
