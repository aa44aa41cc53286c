using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>An alert (RFC 5246 §7.2): level(1) | description(1).</summary>
    internal readonly struct Alert
    {
        public const int Size = 2;
        private const byte Warning = 1;
        private const byte Fatal = 2;

        public readonly bool IsFatal;
        public readonly AlertDescription Description;

        public Alert(bool isFatal, AlertDescription description)
        {
            IsFatal = isFatal;
            Description = description;
        }

        /// <summary>Whether it ends the association, orderly or not.</summary>
        public bool EndsAssociation => IsFatal || Description == AlertDescription.CloseNotify;

        public static bool TryParse(ReadOnlySpan<byte> content, out Alert alert)
        {
            alert = default;
            if (content.Length != Size || (content[0] != Warning && content[0] != Fatal)) return false;
            alert = new Alert(content[0] == Fatal, (AlertDescription)content[1]);
            return true;
        }

        public void Write(Span<byte> destination)
        {
            destination[0] = IsFatal ? Fatal : Warning;
            destination[1] = (byte)Description;
        }
    }
}
