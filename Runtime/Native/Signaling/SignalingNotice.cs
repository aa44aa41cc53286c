using P2PNet.Rtc;

namespace P2PNet.Native
{
    internal enum SignalingNoticeKind : byte
    {
        Opened,
        Frame,
        Closed,
    }

    /// <summary>What a WebSocket's task tells the loop.</summary>
    internal readonly struct SignalingNotice
    {
        public readonly SignalingNoticeKind Kind;
        public readonly PooledBuffer? Frame;
        public readonly string? Reason;

        private SignalingNotice(SignalingNoticeKind kind, PooledBuffer? frame, string? reason)
        {
            Kind = kind;
            Frame = frame;
            Reason = reason;
        }

        public static SignalingNotice Opened => new SignalingNotice(SignalingNoticeKind.Opened, null, null);

        public static SignalingNotice Of(PooledBuffer frame) => new SignalingNotice(SignalingNoticeKind.Frame, frame, null);

        public static SignalingNotice Closed(string reason) => new SignalingNotice(SignalingNoticeKind.Closed, null, reason);
    }
}
