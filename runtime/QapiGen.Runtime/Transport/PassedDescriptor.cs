using Microsoft.Win32.SafeHandles;

namespace QapiGen.Runtime.Transport;

/// <summary>A descriptor that a client has passed: closing it may take as long as the client likes, see <see cref="DescriptorCloser"/>.</summary>
internal sealed class PassedDescriptor : SafeHandleMinusOneIsInvalid
{
    private readonly DescriptorCloser _closer;

    public PassedDescriptor(int number, DescriptorCloser closer)
        : base(ownsHandle: true)
    {
        _closer = closer;
        SetHandle(number);
        closer.Count();
    }

    protected override bool ReleaseHandle()
    {
        _closer.Close((int)handle);
        return true;
    }
}
