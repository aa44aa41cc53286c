using System.Threading;

namespace P2PNet
{
    /// <summary>What both threads of a session count. Safe from any thread.</summary>
    internal sealed class SessionCounters
    {
        private long _sent;
        private long _received;
        private long _droppedOutgoing;
        private long _droppedIncoming;
        private long _overtaken;
        private long _unhandled;
        private long _malformed;
        private long _tooLarge;
        private long _droppedWaiting;
        private long _ignoredFrames;
        private long _droppedResponses;
        private long _lateResponses;
        private long _requestsRefused;
        private long _requestsAnswered;
        private long _requestsSent;

        public void OnSent() => Interlocked.Increment(ref _sent);

        public void OnReceived() => Interlocked.Increment(ref _received);

        public void OnDroppedOutgoing() => Interlocked.Increment(ref _droppedOutgoing);

        public void OnDroppedIncoming() => Interlocked.Increment(ref _droppedIncoming);

        public void OnOvertaken() => Interlocked.Increment(ref _overtaken);

        public void OnUnhandled() => Interlocked.Increment(ref _unhandled);

        public void OnMalformed() => Interlocked.Increment(ref _malformed);

        public void OnTooLarge() => Interlocked.Increment(ref _tooLarge);

        public void OnIgnoredFrame() => Interlocked.Increment(ref _ignoredFrames);

        public void OnRequestSent() => Interlocked.Increment(ref _requestsSent);

        public void OnRequestAnswered() => Interlocked.Increment(ref _requestsAnswered);

        public void OnRequestRefused() => Interlocked.Increment(ref _requestsRefused);

        public void OnLateResponse() => Interlocked.Increment(ref _lateResponses);

        public void OnResponseDropped() => Interlocked.Increment(ref _droppedResponses);

        public void OnDroppedWaiting() => Interlocked.Increment(ref _droppedWaiting);

        public SessionStatistics ToStatistics() => new SessionStatistics
        {
            MessagesSent = Interlocked.Read(ref _sent),
            MessagesReceived = Interlocked.Read(ref _received),
            DroppedOutgoing = Interlocked.Read(ref _droppedOutgoing),
            DroppedIncoming = Interlocked.Read(ref _droppedIncoming),
            Overtaken = Interlocked.Read(ref _overtaken),
            Unhandled = Interlocked.Read(ref _unhandled),
            Malformed = Interlocked.Read(ref _malformed),
            TooLarge = Interlocked.Read(ref _tooLarge),
            IgnoredFrames = Interlocked.Read(ref _ignoredFrames),
            RequestsSent = Interlocked.Read(ref _requestsSent),
            RequestsAnswered = Interlocked.Read(ref _requestsAnswered),
            RequestsRefused = Interlocked.Read(ref _requestsRefused),
            LateResponses = Interlocked.Read(ref _lateResponses),
            DroppedResponses = Interlocked.Read(ref _droppedResponses),
            DroppedWaiting = Interlocked.Read(ref _droppedWaiting),
        };
    }
}
