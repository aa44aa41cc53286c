using System;
using System.Buffers.Binary;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>
/// Bounds how much is sent to an address that has proved nothing, because its owner need not be who asked. One bucket an IPv4 address
/// or IPv6 /64, in a table of fixed size: an address that falls on another's place takes it over with a full bucket, so that a flood
/// from everywhere keeps nobody from getting an answer, and a flood "from" one place is cut.
/// </summary>
internal sealed class AnswerLimiter(int perSecond)
{
    // A power of two; 192 KiB.
    private const int Places = 8192;

    private readonly Bucket[] _buckets = new Bucket[Places];
    private readonly double _perTick = perSecond / (double)TimeSpan.TicksPerSecond;
    private readonly double _burst = perSecond * 6.0;

    public bool TryTake(Timestamp now, in TransportAddress source)
    {
        Span<byte> address = stackalloc byte[16];
        source.WriteAddress(address);
        ulong prefix = source.IsIPv4 ? BinaryPrimitives.ReadUInt32BigEndian(address) : BinaryPrimitives.ReadUInt64BigEndian(address) | 1UL << 63;
        ref Bucket bucket = ref _buckets[HashCode.Combine(prefix) & (Places - 1)];
        bucket.Tokens = bucket.Prefix == prefix ? Math.Min(_burst, bucket.Tokens + ((now.Ticks - bucket.At) * _perTick)) : _burst;
        bucket.Prefix = prefix;
        bucket.At = now.Ticks;
        if (bucket.Tokens < 1) return false;
        bucket.Tokens--;
        return true;
    }

    private struct Bucket
    {
        public ulong Prefix;
        public double Tokens;
        public long At;
    }
}
