using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// The calls of Linux that .NET has no words for: many datagrams a call, and waiting for many sockets. The structures are those of 64-bit
/// systems, and the data is where the caller put it: nothing is marshalled, nothing copied. Errors come back as -1 with
/// <see cref="LastError"/>.
/// </summary>
internal static unsafe partial class LinuxSystem
{
    public const int DoNotWait = 0x40;

    public const int LevelUdp = 17;
    public const int UdpSegment = 103;
    public const int UdpGro = 104;

    public const int EpollAdd = 1;
    public const int EpollRemove = 2;
    public const uint EpollIn = 0x1;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>Why the call before this one failed. To be asked at once.</summary>
    public static int LastError => Marshal.GetLastSystemError();

    /// <summary>The packed <c>epoll_event</c> of x86-64 has 12 bytes, every other system's 16.</summary>
    public static int EpollEventSize => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Whether the system has these calls and lets programs use them: some sandboxes forbid what is not common.</summary>
    public static bool IsUsable()
    {
        if (!OperatingSystem.IsLinux() || sizeof(nint) != 8 || !BitConverter.IsLittleEndian) return false;
        const int NoDescriptor = -1;
        try
        {
            BatchedMessage message = default;
            // A call that exists finds that there is no such descriptor; one that is missing or forbidden fails before it looks.
            if (ReceiveBatch(NoDescriptor, &message, 1, DoNotWait, null) != -1 || LastError != Errno.BadDescriptor) return false;
            if (SendBatch(NoDescriptor, &message, 1, DoNotWait) != -1 || LastError != Errno.BadDescriptor) return false;
            using var epoll = new Epoll(maxEvents: 1);
            using var wakeUp = new WakeUpEvent();
            return true;
        }
        catch (Exception e) when (e is Win32Exception or DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    public static int CreateEpoll() => EpollCreate(CloseOnExec);

    public static int CreateEvent() => EventFd(0, CloseOnExec | NonBlocking);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    public static partial int ReceiveBatch(int socket, BatchedMessage* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    public static partial int SendBatch(int socket, BatchedMessage* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    public static partial nint Send(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* epollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* events, int count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint value, int flags);
}
