using Microsoft.Win32.SafeHandles;

namespace QapiGen.Runtime.Transport;

/// <summary>A descriptor that a client has passed: closing it may take as long as the client likes, see <see cref="DescriptorCloser"/>.</summary>
internal sealed class PassedDescriptor : SafeHandleMinusOneIsInvalid
{
    public PassedDescriptor(int number)
        : base(ownsHandle: true) => SetHandle(number);

    protected override bool ReleaseHandle()
    {
        DescriptorCloser.Close((int)handle);
        return true;
    }
}
