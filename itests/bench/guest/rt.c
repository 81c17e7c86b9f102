#include "rt.h"
void putch(int c){ *(volatile u8*)0x10000000UL=c; }
void puts_(const char*s){ while(*s) putch(*s++); }
void putdec(u64 v){ char b[24]; int i=0; do{b[i++]='0'+v%10; v/=10;}while(v); while(i) putch(b[--i]); }
void puthex(u64 v){ for(int i=60;i>=0;i-=4) putch("0123456789abcdef"[(v>>i)&15]); }
void *memcpy(void*d,const void*s,size_t n){ u8*a=d; const u8*b=s;
 if((((u64)a|(u64)b)&7)==0){ u64*p=(u64*)a; const u64*q=(const u64*)b; while(n>=64){ u64 x0=q[0],x1=q[1],x2=q[2],x3=q[3],x4=q[4],x5=q[5],x6=q[6],x7=q[7]; p[0]=x0;p[1]=x1;p[2]=x2;p[3]=x3;p[4]=x4;p[5]=x5;p[6]=x6;p[7]=x7; p+=8;q+=8;n-=64;} while(n>=8){*p++=*q++; n-=8;} a=(u8*)p;b=(const u8*)q; }
 while(n--) *a++=*b++; return d; }
void *memset(void*d,int c,size_t n){ u8*a=d; u64 v=(u8)c; v|=v<<8; v|=v<<16; v|=v<<32;
 while(n&&((u64)a&7)){*a++=c;n--;} u64*p=(u64*)a; while(n>=64){p[0]=v;p[1]=v;p[2]=v;p[3]=v;p[4]=v;p[5]=v;p[6]=v;p[7]=v;p+=8;n-=64;} while(n>=8){*p++=v;n-=8;} a=(u8*)p; while(n--)*a++=c; return d;}
int strcmp(const char*a,const char*b){ while(*a&&*a==*b){a++;b++;} return (u8)*a-(u8)*b; }
char*strcpy(char*d,const char*s){char*r=d; while((*d++=*s++)); return r;}
void trapfail(u64 c,u64 pc,u64 tv){ puts_("TRAP cause="); puthex(c); puts_(" pc="); puthex(pc); puts_(" tval="); puthex(tv); putch('\n'); }
#ifdef SMODE
#define RAMPG (64UL*1024*1024/4096)
static u64 root[512] __attribute__((aligned(4096))), l1r[512] __attribute__((aligned(4096))), l0r[32][512] __attribute__((aligned(4096)));
static u64 l1d[512] __attribute__((aligned(4096))), l0u[512] __attribute__((aligned(4096))), l0f[512] __attribute__((aligned(4096)));
#define PTE(p,f) ((((u64)(p))>>12)<<10|(f))
u64 setup_pt(void){
 root[2]=PTE(l1r,1); for(int i=0;i<32;i++){ l1r[i]=PTE(l0r[i],1); for(int j=0;j<512;j++) l0r[i][j]=PTE(0x80000000UL+(u64)i*0x200000+(u64)j*4096,0xcf);}
 root[0]=PTE(l1d,1); l1d[0x10000000>>21]=PTE(l0u,1); l0u[0]=PTE(0x10000000,0xc7);
 l1d[0]=PTE(l0f,1); l0f[0x100]=PTE(0x100000,0xc7);
 return (8UL<<60)|((u64)root>>12);
}
#endif
#ifdef SECONDS /* instead of a number of rounds */
#define GOES_ON(r) (rdtime_()-began<SECONDS*10000000UL)
#elif defined ROUNDS
#define GOES_ON(r) (r<ROUNDS)
#else
#define GOES_ON(r) (r<wl_rounds)
#endif
int main(void){
 puts_("WL "); puts_(wl_name); putch('\n'); u64 began=rdtime_(); (void)began; wl_setup();
 for(int r=0;GOES_ON(r);r++){ u64 t0=rdtime_(), i0=rdinstret_(); u64 s=wl_round(r); u64 i1=rdinstret_(), t1=rdtime_();
  puts_("R "); putdec(r); puts_(" t="); putdec(t1-t0); puts_(" i="); putdec(i1-i0); puts_(" s="); puthex(s); putch('\n'); }
 return 0; }
