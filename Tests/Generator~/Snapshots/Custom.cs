using System;
using P2PNet.Messages;

[assembly: MessageFormatter(typeof(Game.UriFormatter))]

namespace Game
{
    internal static class Outer
    {
        [Message]
        internal struct Inner
        {
            [Key(0)] public Uri Link;
            [Key(1), MessageFormatter(typeof(TicksFormatter))] public TimeSpan Span;
            [Key(2), MessageFormatter] public DateTime Moment;
            [Key(3)] public Pair<int, string> @event;
        }
    }

    public struct Pair<TFirst, TSecond>
    {
        [Key(0)] public TFirst First;
        [Key(1)] public TSecond Second;
    }

    public sealed class UriFormatter : IMessageFormatter<Uri>
    {
        public void Write(ref MessagePackWriter writer, in Uri value) => writer.WriteString(value.OriginalString);

        public Uri Read(ref MessagePackReader reader) => new Uri(reader.ReadString());
    }

    public sealed class TicksFormatter : IMessageFormatter<TimeSpan>
    {
        public void Write(ref MessagePackWriter writer, in TimeSpan value) => writer.WriteInt64(value.Ticks);

        public TimeSpan Read(ref MessagePackReader reader) => new TimeSpan(reader.ReadInt64());
    }
}
