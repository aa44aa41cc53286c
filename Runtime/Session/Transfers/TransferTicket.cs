using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>
    /// What the game holds of one transfer, its task and its progress, and what the loop tells it. Progress and the end reach the game in its poll; the
    /// end also when the session is over and nobody polls.
    /// </summary>
    internal sealed class TransferTicket
    {
        private readonly object _gate = new object();
        private readonly TaskCompletionSource<bool> _completion = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IProgress<TransferProgress>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenRegistration _registration;
        private TransferProgress _latest;
        private bool _isNew;
        private bool _isOver;
        private Exception? _failure;
        private RateMeter _rate;
        private long _bytes;

        public TransferTicket(ISessionLoop loop, IProgress<TransferProgress>? progress, CancellationToken cancellation)
        {
            _progress = progress;
            _cancellation = cancellation;
            _registration = cancellation.Register(state => ((ISessionLoop)state!).Wake(), loop);
        }

        public Task Task => _completion.Task;

        /// <summary>Whether the game wants no more of it. Thread: any.</summary>
        public bool IsCancelled => _cancellation.IsCancellationRequested;

        /// <summary>From here on its speed is measured. Thread: the loop's, as of the next three.</summary>
        public void Begin(Timestamp now, long bytes)
        {
            _rate.Begin(now);
            _bytes = bytes;
        }

        public void Publish(Timestamp now, long bytes, long? total)
        {
            if (bytes == _bytes) return;
            _rate.Add(now, bytes - _bytes);
            _bytes = bytes;
            lock (_gate)
            {
                _latest = new TransferProgress(bytes, total, _rate.BytesPerSecond);
                _isNew = true;
            }
        }

        /// <summary>The end, of which the first counts; null: everything arrived.</summary>
        public void End(Exception? failure)
        {
            lock (_gate)
            {
                if (_isOver) return;
                _isOver = true;
                _failure = failure;
            }

            // Nobody polls any more.
            if (failure is TransferException { Failure: TransferFailure.SessionEnded }) Complete();
        }

        /// <summary>Tells the game what is new; what its progress throws comes through. True: it is over.</summary>
        public bool Deliver()
        {
            TransferProgress latest;
            bool isNew, isOver;
            lock (_gate)
            {
                (latest, isNew, isOver) = (_latest, _isNew, _isOver);
                _isNew = false;
            }

            try
            {
                if (isNew) _progress?.Report(latest);
            }
            finally
            {
                if (isOver) Complete();
            }

            return isOver;
        }

        /// <summary>Ends the task as the transfer did. Thread: any, once it is over.</summary>
        public void Complete()
        {
            _registration.Dispose();
            if (_failure == null) _completion.TrySetResult(true);
            else if (_failure is OperationCanceledException) _completion.TrySetCanceled(_cancellation);
            else _completion.TrySetException(_failure);
        }
    }
}
