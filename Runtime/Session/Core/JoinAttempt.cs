using System;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>A caller that waits for its session, and until when. Completed once, by the loop; the caller goes on elsewhere.</summary>
    internal sealed class JoinAttempt
    {
        /// <summary>
        /// A member that ended the link in good order is about to leave, which the server says next. If it does not say so within this time,
        /// the member is there and does not want the link.
        /// </summary>
        private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

        private readonly TaskCompletionSource<Session> _session = new TaskCompletionSource<Session>(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationToken _cancellation;
        private CancellationTokenRegistration _registration;

        public JoinAttempt(LobbyRequest request, CancellationToken cancellation)
        {
            Request = request;
            _cancellation = cancellation;
        }

        public LobbyRequest Request { get; }

        public Task<Session> Session => _session.Task;

        public bool IsCancelled => _cancellation.IsCancellationRequested;

        /// <summary>When it fails with what is missing.</summary>
        public Timestamp Deadline { get; private set; } = Timestamp.Never;

        public void Begin(Timestamp now, TimeSpan timeout) => Deadline = now + timeout;

        /// <summary>Waits no longer than it takes a member to leave.</summary>
        public void ExpectFarewell(Timestamp now) => Deadline = Timestamp.Min(Deadline, now + FarewellTime);

        /// <summary>Has the loop woken when the caller cancels.</summary>
        public void WakeOnCancellation(ISessionLoop loop) =>
            _registration = _cancellation.Register(state => ((ISessionLoop)state!).Wake(), loop);

        public void Succeed(Session session)
        {
            _registration.Dispose();
            _session.TrySetResult(session);
        }

        public void Fail(Exception exception)
        {
            _registration.Dispose();
            _session.TrySetException(exception);
        }

        public void Cancel()
        {
            _registration.Dispose();
            _session.TrySetCanceled(_cancellation);
        }
    }
}
