using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>Compares the types of messages of a recording with today's.</summary>
    internal sealed class RecordedTypes
    {
        private readonly IReadOnlyDictionary<ushort, RecordedMessageType> _recorded;
        private readonly Dictionary<ushort, string?> _differences = new Dictionary<ushort, string?>();

        public RecordedTypes(IReadOnlyDictionary<ushort, RecordedMessageType> recorded) => _recorded = recorded;

        /// <summary>A sentence for each type that both know and that cannot be read as it was recorded.</summary>
        public List<string> Differences()
        {
            var sentences = new List<string>();
            foreach (ushort id in _recorded.Keys)
            {
                if (DifferenceOf(id) is string sentence) sentences.Add(sentence);
            }

            return sentences;
        }

        /// <summary>A sentence, or null where messages with the id can be read, or nobody here knows them.</summary>
        public string? DifferenceOf(ushort id)
        {
            if (_differences.TryGetValue(id, out string? sentence)) return sentence;
            // An assembly with the type may still come.
            if (!_recorded.TryGetValue(id, out RecordedMessageType? recorded) || !MessageRegistry.Default.TryGet(id, out MessageDescriptor? current)) return null;
            sentence = Compare(recorded, current);
            _differences.Add(id, sentence);
            return sentence;
        }

        private static string? Compare(RecordedMessageType recorded, MessageDescriptor current)
        {
            if (recorded.Name != current.Name) return "The message id " + recorded.Id + " was that of " + recorded.Name + " in the recording, and is that of " + current.Name + " here.";
            if (recorded.SchemaHash == current.SchemaHash || SchemaComparison.AreCompatible(current.Schema, recorded.Schema, out string difference)) return null;
            return recorded.Name + " has changed since it was recorded (there): " + difference + ".";
        }
    }
}
